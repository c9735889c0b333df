package org.espalier.spark.cell;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.PoolLostException;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;

/**
 * Fit of the cells of a batch by one training, which the first of them begins, and whose cost they
 * share. Those that need jobs of their own afterwards leave the batch, so that they run side by
 * side.
 */
final class BatchFit {

  /** Failure of the training of several cells, which are to run one by one. */
  static final class Failed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private transient Cost spent = Cost.NONE;

    Failed(Throwable cause) {
      super(cause);
    }

    void spends(Cost cost) {
      spent = cost;
    }
  }

  /** Losses of the cluster after which several cells run one by one: one of them may cause them. */
  private static final int LOSSES = 2;

  private static final double MILLIS = 1000;

  private final CellBatch batch;
  private final Cell first;
  private final CellWork work;
  private final InstantSource clock;
  private final Supplier<Usage> spent;
  private final BiConsumer<TrainedCell, Cost> leave;
  private int losses = 0;
  private boolean isTrained = false;
  private boolean hasFirstLeft = false;
  private List<TrainedCell> cells = List.of();
  private double awaited = 1; // sum of the shares of cells that are awaited
  private Cost beforehand = Cost.NONE; // work for the batch and others
  private Cost training = Cost.NONE; // with that work
  private long ended = 0; // in milliseconds since the epoch: end of the previous cell

  /**
   * @param spent usage of the jobs of the training so far
   * @param leave receives a cell that leaves the batch, with its share of the cost
   */
  BatchFit(
      CellBatch batch,
      CellWork work,
      InstantSource clock,
      Supplier<Usage> spent,
      BiConsumer<TrainedCell, Cost> leave) {
    this.batch = batch;
    this.first = batch.cells().get(0);
    this.work = work;
    this.clock = clock;
    this.spent = spent;
    this.leave = leave;
  }

  /** Trains the batch, unless that is done, and fits its first cell. */
  FittedCell fit() {
    if (!isTrained) {
      train();
    }
    if (!batch.isAwaited(first)) {
      return new FittedCell(Map::of, CellTraining.NONE); // nobody takes its outcome
    }
    return cells.stream()
        .filter(this::isFirst)
        .findFirst()
        .map(trained -> trained.fit().get())
        .orElseGet(() -> work.fit(first));
  }

  private boolean isFirst(TrainedCell trained) {
    return trained.cell().equals(first);
  }

  private void train() {
    long before = clock.millis();
    cells = trained();
    isTrained = true;
    if (cells.stream().allMatch(this::isFirst)) {
      return;
    }
    double seconds = (clock.millis() - before) / MILLIS;
    awaited = sum(cells.stream());
    if (awaited > 0) { // else nobody is left to share it
      Usage earlier = work.beforehand(first);
      beforehand = CellAttempt.cost(0, 0, 0, earlier, Cost.Span.NONE);
      training = CellAttempt.cost(0, seconds, 0, spent.get().plus(earlier), Cost.Span.NONE);
    }
    boolean othersEnd = furtherCells().stream().anyMatch(TrainedCell::hasScores);
    List<TrainedCell> leaving =
        cells.stream()
            .filter(trained -> !trained.hasScores() && batch.isAwaited(trained.cell()))
            .filter(trained -> othersEnd || !isFirst(trained))
            .toList();
    hasFirstLeft = leaving.stream().anyMatch(this::isFirst);
    leaving.forEach(trained -> leave.accept(trained, share(trained).withAttempts(losses)));
    batch.release(leaving.stream().map(TrainedCell::cell).toList());
  }

  private List<TrainedCell> trained() {
    try {
      return work.train(batch);
    } catch (PoolLostException e) {
      throw e;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      batch.add(List.of()); // other cells need not wait for these
      FailureCause cause = FailureCause.of(e);
      losses += cause == FailureCause.INFRASTRUCTURE ? 1 : 0;
      boolean several = batch.cells().size() > 1;
      boolean again = cause == FailureCause.INFRASTRUCTURE && losses < LOSSES;
      if (several && !again && cause != FailureCause.APPLICATION) {
        throw new Failed(e);
      }
      if (!several && cause == FailureCause.OWN) {
        return List.of(); // the cell's own fit gives the reason
      }
      throw e;
    }
  }

  /** True if the first cell continues by itself. */
  boolean hasFirstLeft() {
    return hasFirstLeft;
  }

  /** Cells behind the first. */
  List<TrainedCell> furtherCells() {
    return cells.stream()
        .filter(trained -> !isFirst(trained) && batch.isAwaited(trained.cell()))
        .toList();
  }

  /** Sum of the shares of those cells that are still awaited: the others pay nothing. */
  private double sum(Stream<TrainedCell> some) {
    return some.filter(trained -> batch.isAwaited(trained.cell()))
        .mapToDouble(TrainedCell::share)
        .sum();
  }

  private Cost share(TrainedCell trained) {
    return training.ofSeveral(trained.share() / awaited);
  }

  /** Outcome of the first cell, which pays its share and all that it has cost itself. */
  CellOutcome first(CellOutcome outcome) {
    if (training.equals(Cost.NONE)) {
      return outcome;
    }
    ended = outcome.cost().span().startedAt();
    double others = 1 - sum(cells.stream().filter(this::isFirst)) / awaited;
    return following(outcome, outcome.cost().plus(beforehand).minus(training.ofSeveral(others)));
  }

  /** Outcome of a cell behind the first, with its share of the cost. */
  CellOutcome next(TrainedCell trained, CellOutcome outcome) {
    Cost own = outcome.cost();
    return following(outcome, share(trained).plus(own).withAttempts(own.attempts() + losses));
  }

  /** The outcome, in the time after the cell before. */
  private CellOutcome following(CellOutcome outcome, Cost cost) {
    long start = ended;
    ended += Math.round(MILLIS * cost.wallSeconds());
    return outcome.with(cost.at(new Cost.Span(start, ended)));
  }

  /** Parts of the cells in what a failed training has cost. */
  Cost part(Failed failure) {
    return failure.spent.ofSeveral(1.0 / batch.cells().size()).withAttempts(losses);
  }
}
