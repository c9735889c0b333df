package org.espalier.spark.cell;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.JointCells;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.Study;

/**
 * Runner of batches on Spark. Cells of a batch with a key are trained together, with the first of
 * them ({@link BatchFit}), and end one by one; others run cell by cell ({@link CellRuns}).
 */
public final class SparkBatches implements BatchRunner, AutoCloseable {

  private final CellWork work;
  private final InstantSource clock;
  private final CellRuns runs;
  private final Map<Cell, TrainedCell> left = new ConcurrentHashMap<>(); // their batches
  private final Map<Cell, Cost> ofBatches =
      new ConcurrentHashMap<>(); // parts of cells that left their batches
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
    this(context, study, id, work, clock, CellRuns.PAUSE);
  }

  SparkBatches(
      SparkContext context,
      String study,
      UUID id,
      CellWork work,
      InstantSource clock,
      Duration pause) {
    this.work = work;
    this.clock = clock;
    this.runs = new CellRuns(context, study, id, work, clock, pause, () -> changed.run());
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
    work.settled(cell);
    Cost earlier = ofBatches.remove(cell);
    return earlier == null ? Cost.NONE : earlier;
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
      trainTogether(batch, done);
    } else {
      batch.cells().forEach(cell -> done.accept(cell, run(cell)));
    }
  }

  /** Trains a batch with its first cell, and ends its cells one by one. */
  private void trainTogether(CellBatch batch, BiConsumer<Cell, CellOutcome> done) {
    Cell first = batch.cells().get(0);
    TrainedCell known = left.remove(first);
    if (known != null) {
      done.accept(first, run(first, known.fit(), batch::isAwaited));
      return;
    }
    BatchFit fit = new BatchFit(batch, work, clock, () -> runs.spent(first), this::leave);
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
    for (TrainedCell trained : fit.furtherCells()) {
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

  private CellOutcome run(Cell cell, Supplier<FittedCell> fit, Predicate<Cell> awaited) {
    CellOutcome outcome = runs.run(cell, fit, awaited);
    Cost earlier = awaited.test(cell) ? ofBatches.remove(cell) : null;
    return earlier == null
        ? outcome
        : outcome.with(earlier.plus(outcome.cost()).at(outcome.cost().span()));
  }

  @Override
  public void cancel(CellBatch batch) {
    batch.cells().forEach(runs::cancel);
  }

  @Override
  public void close() {
    runs.close();
  }
}
