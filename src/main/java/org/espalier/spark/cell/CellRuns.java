package org.espalier.spark.cell;

import dev.ludovic.netlib.lapack.LAPACK;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SchedulingMode;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.PoolLostException;
import org.espalier.spark.Uninterrupted;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs of the cells of a study as Spark jobs. The jobs of each run have a tag of their own and a
 * description such as {@code adult: trial 17 rung 2 fold 3}; RDDs that a failed fit persisted are
 * freed.
 *
 * <p>While it runs a cell, a thread has the local properties, session and class loader of the
 * thread that made this. A cell that failed because the cluster lost something is retried a few
 * times, after growing pauses, at last without other retried cells in parallel; then it counts as
 * lost. Jobs that were cancelled from outside (a job group, all jobs, in Spark's UI) are not
 * retried, and end all cells.
 */
final class CellRuns implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CellRuns.class);

  /** The pool of a fair scheduler, unless the caller has one: one share for all cells together. */
  private static final String POOL = "espalier";

  private static final String POOL_KEY = "spark.scheduler.pool";

  /**
   * Maximum number of attempts of a cell; as often as Spark tries a stage whose blocks were lost.
   */
  private static final int ATTEMPTS = 4;

  /**
   * Attempts of a cell that run in parallel with any others. Later ones run one at a time, so that
   * a cell that kills executors does not take along others that were lost with it.
   */
  private static final int FREE_ATTEMPTS = 2;

  /**
   * Pause before the first retry, doubled before each further one: executors need time to restart.
   */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** Numbers that tell the tags of a study's several runs of cells apart. */
  private static final AtomicLong NUMBERS = new AtomicLong();

  static {
    // LAPACK determines the precision of numbers at its first use and keeps it; if two threads are
    // the first, it comes out wrong, and PCA does not converge any more for the lifetime of the
    // JVM.
    LAPACK.getInstance().dlamch("E");
  }

  private final JavaSparkContext context;
  private final String study;
  private final CellWork work;
  private final InstantSource clock;
  private final Duration pause;
  private final Runnable changed;
  private final CostMeter meter;
  private final ThreadState caller;
  private final boolean fair;
  private final String prefix;
  private final Semaphore alone = new Semaphore(1, true);
  private final AtomicLong count = new AtomicLong();
  private final Map<Cell, String> tags = new ConcurrentHashMap<>(); // of the cells that run
  private final AtomicBoolean told = new AtomicBoolean(); // of the first loss

  /**
   * @param study name of the study, for descriptions
   * @param id identity of the study, for tags
   * @param pause before the first retry of a cell; {@link #PAUSE} but in tests
   * @param changed called when a cell is fitted
   */
  CellRuns(
      SparkContext context,
      String study,
      UUID id,
      CellWork work,
      InstantSource clock,
      Duration pause,
      Runnable changed) {
    this.prefix = "%s%s-%d".formatted(CellJob.TAG_PREFIX, id, NUMBERS.getAndIncrement());
    this.context = JavaSparkContext.fromSparkContext(context);
    this.study = study;
    this.work = work;
    this.clock = clock;
    this.pause = pause;
    this.changed = changed;
    this.meter = new CostMeter(context);
    this.caller = new ThreadState(context);
    this.fair =
        context.getSchedulingMode().equals(SchedulingMode.FAIR())
            && caller.property(POOL_KEY) == null;
  }

  /**
   * Runs a cell to its end.
   *
   * @param fit fits the cell; called once an attempt
   * @param isSettled true if the cell is to be settled at its end; false if it was cancelled, or
   *     runs again
   */
  CellOutcome run(Cell cell, Supplier<FittedCell> fit, Predicate<Cell> isSettled) {
    String tag =
        "%s-%d-%d-%d"
            .formatted(prefix, count.getAndIncrement(), cell.proposal().number(), cell.fold());
    tags.put(cell, tag);
    ThreadState own = new ThreadState(context.sc());
    meter.open(tag);
    try {
      caller.enter();
      context.sc().addJobTag(tag);
      return run(cell, tag, fit, isSettled);
    } finally {
      own.enter();
      meter.close(tag);
      tags.remove(cell, tag);
    }
  }

  /** Usage of the jobs of a cell that runs. */
  Usage spent(Cell cell) {
    return meter.read(Objects.requireNonNull(tags.get(cell))).usage();
  }

  /** Cancels the jobs of a cell, if it runs. */
  void cancel(Cell cell) {
    String tag = tags.get(cell);
    if (tag != null) {
      meter.cancel(tag);
    }
  }

  private CellOutcome run(
      Cell cell, String tag, Supplier<FittedCell> fit, Predicate<Cell> isSettled) {
    context.setJobDescription(CellJob.text(study, cell));
    if (fair) {
      context.setLocalProperty(POOL_KEY, POOL);
    }
    CellAttempt attempt = new CellAttempt(cell, work, fit, clock);
    try {
      attempt(cell, attempt, tag);
    } catch (BatchFit.Failed e) {
      e.spends(attempt.cost(meter.readIdle(tag).usage()));
      free(tag);
      drop(cell, e);
      if (FailureCause.of(e) == FailureCause.CANCELLED && !meter.isCancelled(tag)) {
        throw new PoolLostException("its jobs were cancelled from outside", e);
      }
      throw e;
    }
    boolean isIdle = attempt.state() != CellState.FAILED; // a job that failed leaves tasks that run
    Usage own = (isIdle ? meter.read(tag) : meter.readIdle(tag)).usage();
    if (attempt.state() != CellState.COMPLETED) {
      requireApplication(attempt);
      free(tag);
      requireNotCancelled(attempt, tag);
    }
    Usage all = own;
    if (isSettled.test(cell)) {
      work.settled(cell);
      all = own.plus(work.beforehand(cell));
    }
    CellOutcome outcome = attempt.outcome(all);
    if (outcome.cost().attempts() > 1 && told.compareAndSet(false, true)) {
      LOG.warn(
          "the cluster has lost tasks or stored rows, mostly with an executor: they are computed"
              + " again; the column attempts of the table of cells shows which");
    }
    return outcome;
  }

  private void requireApplication(CellAttempt attempt) {
    if (attempt.isOfApplication() || context.sc().isStopped()) {
      throw attempt.lost("the Spark context was stopped");
    }
  }

  /** Throws if jobs were cancelled from outside, rather than with their cell. */
  private void requireNotCancelled(CellAttempt attempt, String tag) {
    if (!meter.isCancelled(tag) && attempt.isCancelledJob()) {
      throw attempt.lost("its jobs were cancelled from outside");
    }
  }

  /** Runs a cell until it is done, fails by its own fault, or was lost too often. */
  private void attempt(Cell cell, CellAttempt attempt, String tag) {
    try {
      run(attempt);
      while (mayBeRetried(attempt, tag)) {
        free(tag);
        drop(cell);
        Thread.sleep(pause.toMillis() << (attempt.count() - 1));
        run(attempt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Drops what the cluster has lost, if that is why several cells failed. */
  private void drop(Cell cell, BatchFit.Failed failure) {
    if (FailureCause.of(failure) == FailureCause.INFRASTRUCTURE) {
      drop(cell);
    }
  }

  private void drop(Cell cell) {
    try {
      work.lost(cell);
    } catch (RuntimeException e) { // the next attempt shows whether rows are missing
      LOG.debug("rows that were lost are not dropped", e);
    }
  }

  private boolean mayBeRetried(CellAttempt attempt, String tag) {
    return attempt.state() == CellState.LOST
        && attempt.count() < ATTEMPTS
        && !attempt.isOfApplication()
        && !attempt.isCancelledJob()
        && !meter.isCancelled(tag)
        && !context.sc().isStopped();
  }

  /** Makes an attempt; those after {@link #FREE_ATTEMPTS} run one at a time. */
  private void run(CellAttempt attempt) throws InterruptedException {
    if (attempt.count() < FREE_ATTEMPTS) {
      attempt.run(changed);
      return;
    }
    alone.acquire();
    try {
      attempt.run(changed);
    } finally {
      alone.release();
    }
  }

  /** Frees the training blocks that a failed fit left persisted. */
  private void free(String tag) {
    Map<Integer, JavaRDD<?>> persistent = context.getPersistentRDDs();
    for (int id : meter.read(tag).firstSeen()) {
      JavaRDD<?> rdd = persistent.get(id);
      if (rdd != null) {
        Uninterrupted.run(() -> rdd.unpersist(false));
      }
    }
  }

  @Override
  public void close() {
    meter.remove();
  }
}
