package org.espalier.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;

/**
 * Runner of batches without Spark, on a clock of its own: a cell takes a second, and what its fit
 * adds to that, while no real time passes. With one cell at a time, all that a study does is the
 * same in each run.
 */
public final class FakeRunner implements BatchRunner, InstantSource {

  /** Fit of a cell, which returns its score or throws. */
  @FunctionalInterface
  public interface Fit {
    double score(Cell cell, FakeRunner runner) throws Exception;
  }

  /** Thrown by a fit whose cell the cluster loses. */
  public static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Score of a cell that ends only when it is cancelled. */
  public static final double ENDLESS = Double.NEGATIVE_INFINITY;

  private final Fit fit;
  private final int most;
  private final Set<CellBatch> cancelled = new HashSet<>(); // guarded by this
  private final List<Cell> ran = new ArrayList<>(); // guarded by this
  private Instant now = Instant.EPOCH; // guarded by this

  public FakeRunner(Fit fit) {
    this(fit, 1);
  }

  /**
   * @param most cells of a fold in a batch
   */
  public FakeRunner(Fit fit, int most) {
    this.fit = fit;
    this.most = most;
  }

  @Override
  public Optional<Object> key(Cell cell) {
    return most == 1 ? Optional.empty() : Optional.of(cell.fold());
  }

  @Override
  public void run(CellBatch batch, BiConsumer<Cell, CellOutcome> done) throws Exception {
    batch.add(batch.joinable().stream().limit(most - 1).toList());
    for (Cell cell : batch.cells()) {
      Instant started = instant();
      synchronized (this) {
        ran.add(cell);
      }
      pass(Duration.ofSeconds(1));
      try {
        double score = fit.score(cell, this);
        if (score == ENDLESS) {
          awaitCancelled(batch);
        }
        done.accept(cell, outcome(cell, score).with(cost(started)));
      } catch (Lost e) {
        done.accept(cell, without(cell, CellState.LOST, "lost").with(cost(started)));
      }
    }
  }

  private CellOutcome outcome(Cell cell, double score) {
    return Double.isFinite(score)
        ? CellOutcome.completed(cell.fold(), rows(cell), score)
        : without(cell, CellState.FAILED, "the score is " + score);
  }

  private CellOutcome without(Cell cell, CellState state, String reason) {
    return CellOutcome.without(cell.fold(), state, rows(cell), reason, Cost.NONE);
  }

  private synchronized void awaitCancelled(CellBatch batch) throws InterruptedException {
    while (!cancelled.contains(batch)) {
      wait();
    }
  }

  private Cost cost(Instant started) {
    double seconds = Cost.seconds(Duration.between(started, instant()));
    Cost.Span span = new Cost.Span(started.toEpochMilli(), millis());
    return new Cost(1, seconds, 0, seconds, Cost.Footprint.NONE, span);
  }

  @Override
  public synchronized void cancel(CellBatch batch) {
    cancelled.add(batch);
    notifyAll();
  }

  /** Lets time pass. */
  public synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Cells in the order in which they began. */
  public synchronized List<Cell> ran() {
    return List.copyOf(ran);
  }
}
