package org.espalier.spark.cell;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.Reason;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Trainer;

/**
 * Attempts of a cell: their durations, and the scores of the last one or the reason why there are
 * none.
 */
final class CellAttempt {

  private static final double MILLIS = 1000;

  private final Cell cell;
  private final CellWork work;
  private final Supplier<FittedCell> fit;
  private final InstantSource clock;
  private final long started;
  private int count = 0;
  private int restarts = 0; // of tasks, within the attempts
  private double fitSeconds = 0;
  private double scoreSeconds = 0;
  private Map<String, Double> metrics = Map.of();
  private Optional<Throwable> thrown = Optional.empty(); // by the last run
  private CellState state = CellState.FAILED;
  private String reason = "";
  private CellTraining training = CellTraining.by(Trainer.JOBS);

  /**
   * @param fit fits the cell; called once an attempt
   */
  CellAttempt(Cell cell, CellWork work, Supplier<FittedCell> fit, InstantSource clock) {
    this.cell = cell;
    this.work = work;
    this.fit = fit;
    this.clock = clock;
    this.started = clock.millis();
  }

  /**
   * Makes a further attempt: fit and score.
   *
   * @param fitted callback between the two
   */
  void run(Runnable fitted) {
    count++;
    thrown = Optional.empty();
    long before = clock.millis();
    long between = before;
    try {
      FittedCell model = fit.get();
      between = clock.millis();
      training = model.training();
      restarts += model.restarts();
      fitted.run();
      metrics = new LinkedHashMap<>(model.score().get());
      state = Double.isFinite(score()) ? CellState.COMPLETED : CellState.FAILED;
      reason = Double.isFinite(score()) ? "" : "%s is %s".formatted(work.metric(), score());
    } catch (PoolLostException | BatchFit.Failed e) {
      throw e; // no cell can run any more, or none of the batch
    } catch (Throwable e) { // whatever a user's code throws, the study continues
      thrown = Optional.of(e);
      state = FailureCause.of(e) == FailureCause.OWN ? CellState.FAILED : CellState.LOST;
      reason = Reason.of(e, cell.configuration(), work.words());
      work.threw(cell, e);
    } finally {
      long after = clock.millis();
      between = between == before ? after : between;
      fitSeconds += (between - before) / MILLIS;
      scoreSeconds += (after - between) / MILLIS;
    }
  }

  int count() {
    return count;
  }

  /** LOST unless the work itself failed. */
  CellState state() {
    return state;
  }

  /** True if the last run failed because the application has ended. */
  boolean isOfApplication() {
    return threw(FailureCause.APPLICATION);
  }

  private boolean threw(FailureCause fault) {
    return thrown.filter(e -> FailureCause.of(e) == fault).isPresent();
  }

  /** Exception that ends all cells, caused by that of the last run. */
  PoolLostException lost(String message) {
    return thrown
        .map(e -> new PoolLostException(message, itself(e)))
        .orElseGet(() -> new PoolLostException(message));
  }

  /** True if the last run failed because one of its jobs was cancelled. */
  boolean isCancelledJob() {
    return threw(FailureCause.CANCELLED);
  }

  /** Exception of the awaited work, without {@link CompletionException}s around it. */
  private static Throwable itself(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? itself(thrown.getCause())
        : thrown;
  }

  private double score() {
    return metrics.getOrDefault(work.metric(), Double.NaN);
  }

  CellOutcome outcome(Usage usage) {
    long rows = work.rows(cell);
    if (state != CellState.COMPLETED) {
      return CellOutcome.without(cell.fold(), state, rows, training, reason, cost(usage));
    }
    return new CellOutcome(
        cell.fold(), state, rows, OptionalDouble.of(score()), finite(), training, "", cost(usage));
  }

  /** Scores without those secondary metrics that have no value. */
  private Map<String, Double> finite() {
    Map<String, Double> finite = new LinkedHashMap<>(metrics);
    finite.values().removeIf(value -> !Double.isFinite(value));
    return finite;
  }

  /** Cost of all attempts, without an outcome. */
  Cost cost(Usage usage) {
    Cost.Span span = new Cost.Span(started, clock.millis());
    return cost(count + restarts, fitSeconds, scoreSeconds, usage, span);
  }

  /** Cost of work whose tasks have a usage. */
  static Cost cost(
      int attempts, double fitSeconds, double scoreSeconds, Usage usage, Cost.Span span) {
    Cost.Footprint footprint =
        new Cost.Footprint(usage.shuffleBytes(), usage.spillBytes(), usage.peakMemoryBytes());
    return new Cost(attempts, fitSeconds, scoreSeconds, usage.taskSeconds(), footprint, span);
  }
}
