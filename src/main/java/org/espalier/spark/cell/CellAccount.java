package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.espalier.cache.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Account of a cell while a thread runs it: its own jobs, and work done apart from them that nobody
 * else pays for.
 */
final class CellAccount {

  private static final ThreadLocal<@Nullable CellAccount> CURRENT = new ThreadLocal<>();

  private final SparkContext context;
  private final CostMeter meter;
  private final String tag;
  private final List<CostMeter.Tally> apart = new CopyOnWriteArrayList<>();
  private final List<CostMeter.Tally> failed = new ArrayList<>(); // among those apart
  private final AtomicInteger repeats = new AtomicInteger();
  private final @Nullable CellAccount outer;

  private CellAccount(SparkContext context, CostMeter meter, String tag) {
    this.context = context;
    this.meter = meter;
    this.tag = tag;
    this.outer = CURRENT.get();
  }

  /** Opens the account of a cell for this thread, whose jobs carry its tag from now on. */
  static CellAccount open(SparkContext context, CostMeter meter, String tag) {
    CellAccount account = new CellAccount(context, meter, tag);
    meter.open(tag);
    context.addJobTag(tag);
    CURRENT.set(account);
    return account;
  }

  /** Ends the account; the thread's tags are left to its owner. */
  void close() {
    CURRENT.set(outer);
    meter.close(tag);
  }

  /** Counts restarts of the work of this thread's cell. */
  static void again(int times) {
    CellAccount account = CURRENT.get();
    if (account != null) {
      account.repeats.addAndGet(times);
    }
  }

  /** Number of restarts of work within the attempts of the cell. */
  int repeats() {
    return repeats.get();
  }

  /** Usage of this thread's cell so far. */
  static Usage spent() {
    CellAccount account = CURRENT.get();
    return account == null ? Usage.NONE : account.usage();
  }

  /** Usage so far, with all tasks that have ended. */
  Usage usage() {
    return withApart(meter.read(tag).usage());
  }

  /** Usage once no task runs: a job that failed leaves tasks that still run. */
  Usage usageWhenIdle() {
    return withApart(meter.readIdle(tag, apart).usage());
  }

  private Usage withApart(Usage own) {
    return apart.stream().map(CostMeter.Tally::usage).reduce(own, Usage::plus);
  }

  /** RDDs that only the cell's own jobs, and failed work, have touched. */
  List<Integer> leftovers() {
    List<Integer> ids = new ArrayList<>(meter.read(tag).firstSeen());
    failed.forEach(tally -> ids.addAll(tally.firstSeen()));
    return ids;
  }

  /**
   * Does work under a tag of its own. In a thread that runs no cell it is not measured.
   *
   * @param within true if the work's jobs are cancelled with the cell
   * @param payer receives the cost of the work, which may still grow by tasks whose end has not
   *     been reported; returns false if the cell is to pay
   */
  static <T> T apart(Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer) {
    CellAccount account = CURRENT.get();
    return account == null ? work.get() : account.measured(work, within, payer);
  }

  private <T> T measured(Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer) {
    CostMeter.Shared shared = meter.openShared();
    List<String> outerTags = ownTags();
    outerTags.stream().filter(each -> !within || !each.equals(tag)).forEach(context::removeJobTag);
    context.addJobTag(shared.tag());
    boolean done = false;
    try {
      T result = work.get();
      done = true;
      return result;
    } finally {
      context.removeJobTag(shared.tag());
      outerTags.forEach(context::addJobTag);
      meter.ended(shared);
      if (!done) {
        failed.add(shared.tally());
      }
      if (!done || !payer.test(shared.tally()::usage)) {
        apart.add(shared.tally());
      }
    }
  }

  /** Completed when the cell of this thread is cancelled; never if the thread runs none. */
  static CompletableFuture<Void> cancelled() {
    CellAccount account = CURRENT.get();
    return account == null ? new CompletableFuture<>() : account.meter.cancelled(account.tag);
  }

  /** Tags of the thread that this meter counts: the cell's, and that of work around this one. */
  private List<String> ownTags() {
    List<String> tags = new ArrayList<>();
    context.getJobTags().foreach(SparkFunctions.consumer(tags::add));
    tags.removeIf(each -> !meter.counts(each));
    return tags;
  }
}
