package org.espalier.spark.cell;

import dev.ludovic.netlib.lapack.LAPACK;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SchedulingMode;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.JointCells;
import org.espalier.evaluate.PoolLostException;
import org.espalier.space.Configuration;
import org.espalier.spark.Uninterrupted;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runner of batches as Spark jobs, cell by cell. The jobs of each cell have a tag of their own and
 * a description such as {@code adult: trial 17 rung 2 fold 3}; RDDs that a failed fit persisted are
 * freed.
 *
 * <p>While it runs a cell, a thread has the local properties, session and class loader of the
 * thread that made this. A cell that failed because the cluster lost something is retried a few
 * times, after growing pauses, at last beside no other retried cell; then it counts as lost. Jobs
 * that were cancelled from outside (a job group, all jobs, in Spark's UI) are not retried, and end
 * all cells.
 */
public final class SparkBatches implements BatchRunner, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SparkBatches.class);

  /** The pool of a fair scheduler, unless the caller has one: one share for all cells together. */
  private static final String POOL = "espalier";

  private static final String POOL_KEY = "spark.scheduler.pool";

  /**
   * Maximum number of attempts of a cell; as often as Spark tries a stage whose blocks were lost.
   */
  private static final int ATTEMPTS = 4;

  /**
   * Attempts of a cell that run beside any others. Later ones run one at a time, so that a cell
   * that kills executors does not take along others that were lost with it.
   */
  private static final int FREE_ATTEMPTS = 2;

  /**
   * Pause before the first retry, doubled before each further one: executors need time to restart.
   */
  private static final Duration PAUSE = Duration.ofSeconds(1);

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
  private final CostMeter meter;
  private final ThreadState caller;
  private final boolean fair;
  private final String prefix;
  private final Semaphore alone = new Semaphore(1, true);
  private final AtomicLong runs = new AtomicLong();
  private final Map<Cell, String> tags = new ConcurrentHashMap<>(); // of the cells that run
  private final Map<Cell, TrainedCell> left = new ConcurrentHashMap<>(); // their batches
  private final Map<Cell, Cost> ofBatches =
      new ConcurrentHashMap<>(); // parts of cells that left their batches
  private final AtomicBoolean told = new AtomicBoolean(); // of the first loss
  private volatile Runnable changed = () -> {};

  /** Cells of a study that nobody else names. */
  public SparkBatches(SparkContext context, String study, CellWork work, InstantSource clock) {
    this(context, study, UUID.randomUUID(), work, clock);
  }

  /**
   * @param study name of the study, for descriptions
   * @param id identity of the study, for tags
   */
  public SparkBatches(
      SparkContext context, String study, UUID id, CellWork work, InstantSource clock) {
    this(context, study, id, work, clock, PAUSE);
  }

  SparkBatches(
      SparkContext context,
      String study,
      UUID id,
      CellWork work,
      InstantSource clock,
      Duration pause) {
    this.prefix = "%s%s-%d".formatted(CellJob.TAG_PREFIX, id, NUMBERS.getAndIncrement());
    this.context = JavaSparkContext.fromSparkContext(context);
    this.study = study;
    this.work = work;
    this.clock = clock;
    this.pause = pause;
    this.meter = new CostMeter(context);
    this.caller = new ThreadState(context);
    this.fair =
        context.getSchedulingMode().equals(SchedulingMode.FAIR())
            && caller.property(POOL_KEY) == null;
  }

  @Override
  public long rows(Cell cell) {
    return work.rows(cell);
  }

  @Override
  public double precedence(Cell cell) {
    return work.precedence(cell);
  }

  @Override
  public Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    return work.joint(proposal, configuration);
  }

  @Override
  public void announce(Cell cell) {
    work.announce(cell);
  }

  @Override
  public Cost settled(Cell cell) {
    left.remove(cell);
    Cost earlier = ofBatches.remove(cell);
    Usage rest = work.settled(cell, false);
    Cost cost = rest.runMillis() == 0 ? Cost.NONE : CellAttempt.cost(0, 0, 0, rest, Cost.Span.NONE);
    return earlier == null ? cost : cost.plus(earlier);
  }

  @Override
  public boolean waits(Cell cell) {
    return work.waits(cell);
  }

  @Override
  public void onChange(Runnable listener) {
    changed = listener;
    work.onChange(listener);
  }

  @Override
  public void searched(Study study) {
    work.searched(study);
  }

  /**
   * Does work for later cells, in a thread that runs none.
   *
   * @param description of its jobs
   * @param payer receives its cost
   */
  public static <T> T beforehand(
      SparkContext context, String description, Supplier<T> work, Consumer<Usage> payer) {
    ThreadState own = new ThreadState(context);
    String tag = CellJob.TAG_PREFIX + UUID.randomUUID();
    CostMeter meter = new CostMeter(context);
    meter.open(tag);
    context.addJobTag(tag);
    context.setJobDescription(description);
    try {
      return work.get();
    } finally {
      payer.accept(meter.readIdle(tag).usage());
      meter.close(tag);
      meter.remove();
      own.enter();
    }
  }

  @Override
  public Optional<Object> key(Cell cell) {
    return work.key(cell);
  }

  @Override
  public void run(CellBatch batch, BiConsumer<Cell, CellOutcome> done) {
    if (work.key(batch.cells().get(0)).isPresent()) {
      together(batch, done);
    } else {
      batch.cells().forEach(cell -> done.accept(cell, run(cell)));
    }
  }

  /** Trains a batch with its first cell, and ends its cells one by one. */
  private void together(CellBatch batch, BiConsumer<Cell, CellOutcome> done) {
    Cell first = batch.cells().get(0);
    TrainedCell known = left.remove(first);
    if (known != null) {
      done.accept(first, run(first, known.fit(), batch::isAwaited));
      return;
    }
    BatchFit fit = new BatchFit(batch, work, clock, () -> spent(first), this::leave);
    try {
      CellOutcome outcome = fit.first(run(first, fit::fit, batch::isAwaited));
      if (batch.isAwaited(first)) {
        done.accept(first, outcome);
      } else if (!fit.hasFirstLeft()) { // it runs again, and pays for this
        pays(first, outcome.cost());
      }
    } catch (BatchFit.Failed e) {
      batch.cells().forEach(cell -> pays(cell, fit.part(e)));
      throw e;
    }
    for (TrainedCell trained : fit.others()) {
      if (batch.isAwaited(trained.cell())) {
        CellOutcome own = run(trained.cell(), trained.fit(), batch::isAwaited);
        done.accept(trained.cell(), fit.next(trained, own));
      }
    }
  }

  /** Keeps what a cell was trained to, and what it has to pay, until it runs by itself. */
  private void leave(TrainedCell trained, Cost share) {
    pays(trained.cell(), share);
    left.put(trained.cell(), trained);
  }

  private void pays(Cell cell, Cost part) {
    ofBatches.merge(cell, part, Cost::plus);
  }

  /** Runs a cell to its end. */
  public CellOutcome run(Cell cell) {
    return run(cell, () -> work.fit(cell), any -> true);
  }

  /**
   * @param awaited false once the cell is not to be settled here: it was cancelled, or runs again
   */
  private CellOutcome run(Cell cell, Supplier<FittedCell> fit, Predicate<Cell> awaited) {
    String tag =
        "%s-%d-%d-%d"
            .formatted(prefix, runs.getAndIncrement(), cell.proposal().number(), cell.fold());
    tags.put(cell, tag);
    ThreadState own = new ThreadState(context.sc());
    meter.open(tag);
    try {
      caller.enter();
      context.sc().addJobTag(tag);
      CellOutcome outcome = run(cell, tag, fit, awaited);
      Cost earlier = awaited.test(cell) ? ofBatches.remove(cell) : null;
      return earlier == null
          ? outcome
          : outcome.with(earlier.plus(outcome.cost()).at(outcome.cost().span()));
    } finally {
      own.enter();
      meter.close(tag);
      tags.remove(cell, tag);
    }
  }

  /** Usage of the jobs of a cell that runs. */
  private Usage spent(Cell cell) {
    return meter.read(Objects.requireNonNull(tags.get(cell))).usage();
  }

  private CellOutcome run(
      Cell cell, String tag, Supplier<FittedCell> fit, Predicate<Cell> awaited) {
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
    Usage before = awaited.test(cell) ? work.settled(cell, true) : Usage.NONE;
    CellOutcome outcome = attempt.outcome(own.plus(before));
    if (outcome.cost().attempts() > 1 && told.compareAndSet(false, true)) {
      LOG.warn(
          "the cluster has lost tasks or stored rows, mostly with an executor: they are computed"
              + " again, and attempts in the table of cells says for which");
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
        work.lost(cell);
        Thread.sleep(pause.toMillis() << (attempt.count() - 1));
        run(attempt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
  public void cancel(CellBatch batch) {
    batch.cells().stream().map(tags::get).filter(Objects::nonNull).forEach(meter::cancel);
  }

  @Override
  public void close() {
    meter.remove();
  }
}
