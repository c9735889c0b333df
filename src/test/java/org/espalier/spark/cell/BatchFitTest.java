package org.espalier.spark.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.Trainer;
import org.junit.jupiter.api.Test;

/** Cost and failures of cells that are trained together, without Spark. */
final class BatchFitTest {

  private static final Cell A = cell(0);
  private static final Cell B = cell(1);
  private static final Cell C = cell(2);

  private static Cell cell(int trial) {
    return new Cell(new Proposal(trial, trial, 0, List.of(0), 100), new Configuration(Map.of()), 0);
  }

  /** Batch of cells, some of which were cancelled. */
  private record Batch(List<Cell> cells, Set<Cell> cancelled) implements CellBatch {
    @Override
    public boolean isAwaited(Cell cell) {
      return !cancelled.contains(cell);
    }
  }

  private static Batch batch(Cell... cells) {
    return new Batch(List.of(cells), new HashSet<>());
  }

  /** Work that trains by a function. */
  private record Work(Function<CellBatch, List<TrainedCell>> training, AtomicLong beforehand)
      implements CellWork {
    @Override
    public Usage beforehand(Cell cell) {
      return new Usage(beforehand.getAndSet(0), 0, 0, 0);
    }

    @Override
    public FittedCell fit(Cell cell) {
      throw new IllegalStateException("a fit of its own");
    }

    @Override
    public List<TrainedCell> train(CellBatch batch) {
      return training.apply(batch);
    }

    @Override
    public String metric() {
      return "rmse";
    }

    @Override
    public Set<String> words() {
      return Set.of();
    }
  }

  private static TrainedCell trained(Cell cell, double share) {
    CellTraining task = CellTraining.by(Trainer.TASK);
    return new TrainedCell(
        cell, share, true, () -> new FittedCell(() -> Map.of("rmse", 1.0), task));
  }

  private static CellOutcome outcome(Cell cell, Cost cost) {
    return CellOutcome.completed(cell.fold(), 100, 1).with(cost);
  }

  private static Cost cost(int attempts, double fit, double score, double tasks, long from) {
    Cost.Footprint footprint = new Cost.Footprint(600, 60, 7);
    long end = from + Math.round(1000 * (fit + score));
    return new Cost(attempts, fit, score, tasks, footprint, new Cost.Span(from, end));
  }

  private final List<Cell> left = new ArrayList<>();
  private final List<Cost> shares = new ArrayList<>(); // of those that left

  /** Milliseconds of task time that work took beforehand. */
  private final AtomicLong beforehand = new AtomicLong();

  private BatchFit fit(CellBatch batch, Function<CellBatch, List<TrainedCell>> training) {
    AtomicLong now = new AtomicLong(1000);
    return new BatchFit(
        batch,
        new Work(training, beforehand),
        () -> Instant.ofEpochMilli(now.getAndAdd(8000)), // the training takes eight seconds
        () -> new Usage(12_000, 600, 60, 7),
        (cell, share) -> {
          left.add(cell.cell());
          shares.add(share);
        });
  }

  private BatchFit fitted(Batch batch) {
    BatchFit fit = fit(batch, any -> List.of(trained(A, 0.5), trained(B, 0.25), trained(C, 0.25)));
    fit.fit();
    return fit;
  }

  private static List<Cost> costs(BatchFit fit, Batch batch) {
    List<Cost> costs = new ArrayList<>();
    CellOutcome first = fit.first(outcome(A, cost(1, 8, 0.1, 12, 1000)));
    costs.add(first.cost());
    for (TrainedCell other : fit.furtherCells()) {
      if (batch.isAwaited(other.cell())) {
        CellOutcome own = outcome(other.cell(), cost(1, 0.01, 0.2, 0, 9100));
        costs.add(fit.next(other, own).cost());
      }
    }
    return costs;
  }

  @Test
  void cells_pay_their_shares_and_the_sum_is_what_was_spent() {
    Batch batch = batch(A, B, C);
    List<Cost> costs = costs(fitted(batch), batch);
    assertThat(costs).extracting(Cost::taskSeconds).containsExactly(6.0, 3.0, 3.0);
    assertThat(costs.get(0).fitSeconds()).isEqualTo(4);
    assertThat(costs.get(1).fitSeconds()).isEqualTo(2.01, within(1e-9));
    assertThat(costs).extracting(Cost::scoreSeconds).containsExactly(0.1, 0.2, 0.2);
    assertThat(costs).extracting(Cost::attempts).containsOnly(1);
  }

  @Test
  void times_of_the_cells_follow_each_other() {
    Batch batch = batch(A, B, C);
    List<Cost> costs = costs(fitted(batch), batch);
    assertThat(costs)
        .extracting(Cost::span)
        .containsExactly(
            new Cost.Span(1000, 5100), new Cost.Span(5100, 7310), new Cost.Span(7310, 9520));
  }

  @Test
  void what_a_cancelled_cell_cost_is_paid_by_those_that_remain() {
    Batch batch = batch(A, B, C);
    BatchFit fit =
        fit(
            batch,
            any -> {
              batch.cancelled().add(B);
              return List.of(trained(A, 0.5), trained(B, 0.25), trained(C, 0.25));
            });
    fit.fit();
    assertThat(costs(fit, batch)).extracting(Cost::taskSeconds).containsExactly(8.0, 4.0);
    Batch later = batch(A, B, C);
    BatchFit others =
        fit(
            later,
            any -> {
              later.cancelled().add(A);
              return List.of(trained(A, 0.5), trained(B, 0.25), trained(C, 0.25));
            });
    assertThat(others.fit().score().get()).as("no fit of its own").isEmpty();
    assertThat(costs(others, later)).extracting(Cost::taskSeconds).containsExactly(0.0, 6.0, 6.0);
  }

  @Test
  void without_a_cell_that_is_awaited_the_first_keeps_the_cost() {
    Batch batch = batch(A, B);
    BatchFit fit =
        fit(
            batch,
            any -> {
              batch.cancelled().addAll(List.of(A, B));
              return List.of(trained(A, 0.5), trained(B, 0.5));
            });
    fit.fit();
    CellOutcome outcome = outcome(A, cost(1, 8, 0, 12, 0));
    assertThat(fit.first(outcome)).isEqualTo(outcome);
  }

  @Test
  void a_cell_alone_keeps_its_cost() {
    BatchFit fit = fit(batch(A), any -> List.of(trained(A, 1)));
    fit.fit();
    CellOutcome outcome = outcome(A, cost(2, 8, 1, 12, 0));
    assertThat(fit.first(outcome)).isEqualTo(outcome);
    assertThat(fit.furtherCells()).isEmpty();
  }

  @Test
  void cells_that_need_jobs_leave_the_batch_with_their_share_of_the_cost() {
    TrainedCell scored = trained(C, 0.25);
    TrainedCell unscored = new TrainedCell(B, 0.25, false, scored.fit());
    Batch batch = batch(A, B, C);
    BatchFit fit = fit(batch, any -> List.of(trained(A, 0.5), unscored, scored));
    fit.fit();
    batch.cancelled().add(B); // as of a batch that it has left
    assertThat(left).containsExactly(B);
    assertThat(shares).extracting(Cost::taskSeconds).containsExactly(3.0);
    assertThat(shares).extracting(Cost::fitSeconds).containsExactly(2.0);
    assertThat(costs(fit, batch)).extracting(Cost::taskSeconds).containsExactly(6.0, 3.0);
  }

  @Test
  void work_done_beforehand_is_divided_like_the_training_once() {
    beforehand.set(4_000);
    Batch batch = batch(A, B, C);
    assertThat(costs(fitted(batch), batch))
        .extracting(Cost::taskSeconds)
        .containsExactly(8.0, 4.0, 4.0);
    assertThat(costs(fitted(batch), batch))
        .extracting(Cost::taskSeconds)
        .containsExactly(6.0, 3.0, 3.0);
  }

  @Test
  void a_first_cell_that_needs_jobs_leaves_those_that_end() {
    TrainedCell unscored = new TrainedCell(A, 0.5, false, trained(A, 0.5).fit());
    Batch batch = batch(A, B);
    BatchFit fit = fit(batch, any -> List.of(unscored, trained(B, 0.5)));
    fit.fit(); // this batch awaits also what has left it
    assertThat(fit.hasFirstLeft()).isTrue();
    assertThat(left).containsExactly(A);
    BatchFit alike =
        fit(batch, any -> List.of(unscored, new TrainedCell(B, 0.5, false, unscored.fit())));
    alike.fit();
    assertThat(alike.hasFirstLeft()).isFalse();
    assertThat(left).containsExactly(A, B);
  }

  private BatchFit failing(String reason, Cell... cells) {
    return fit(
        batch(cells),
        any -> {
          throw new IllegalStateException(reason);
        });
  }

  @Test
  void several_whose_training_fails_run_one_by_one_and_one_has_a_fit_of_its_own() {
    assertThatThrownBy(failing("singular matrix", A, B)::fit)
        .isInstanceOf(BatchFit.Failed.class)
        .hasRootCauseMessage("singular matrix");
    assertThatThrownBy(failing("singular matrix", A)::fit).hasMessage("a fit of its own");
    assertThatThrownBy(failing("ExecutorLostFailure", A)::fit).hasMessage("ExecutorLostFailure");
  }

  @Test
  void several_are_tried_again_after_a_loss_and_run_one_by_one_after_the_next() {
    BatchFit fit = failing("ExecutorLostFailure", A, B);
    assertThatThrownBy(fit::fit).isExactlyInstanceOf(IllegalStateException.class);
    assertThatThrownBy(fit::fit)
        .isInstanceOfSatisfying(
            BatchFit.Failed.class,
            failed -> {
              failed.spends(cost(2, 8, 0, 12, 0));
              Cost part = fit.part(failed);
              assertThat(part.taskSeconds()).isEqualTo(6);
              assertThat(part.attempts()).isEqualTo(2);
            });
  }

  @Test
  void the_second_attempt_of_several_counts_for_all() {
    List<Boolean> lost = new ArrayList<>();
    BatchFit fit =
        fit(
            batch(A, B),
            any -> {
              if (lost.isEmpty()) {
                lost.add(true);
                throw new IllegalStateException("ExecutorLostFailure");
              }
              return List.of(trained(A, 0.5), trained(B, 0.5));
            });
    assertThatThrownBy(fit::fit).hasMessage("ExecutorLostFailure");
    fit.fit();
    assertThat(fit.first(outcome(A, cost(2, 8, 0, 12, 0))).cost().attempts()).isEqualTo(2);
    CellOutcome own = outcome(B, cost(1, 0, 0, 0, 0));
    assertThat(fit.next(fit.furtherCells().get(0), own).cost().attempts()).isEqualTo(2);
  }
}
