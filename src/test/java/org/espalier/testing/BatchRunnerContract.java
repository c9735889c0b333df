package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.PoolLostException;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;
import org.junit.jupiter.api.Test;

/** What a study relies on, whatever runs its batches. */
public interface BatchRunnerContract {

  /** Fit of a cell: its score, or an exception. */
  @FunctionalInterface
  interface Fit {
    double score(Cell cell) throws Exception;
  }

  /** Runner to be tested; closed with the test's class, if it has to be. */
  BatchRunner runner(Fit fit);

  private static Cell cell(int trial, int fold) {
    Proposal proposal = new Proposal(trial, trial, 0, List.of(0, 1, 2), 300);
    return new Cell(proposal, new Configuration(Map.of("x", trial)), fold);
  }

  private static List<CellOutcome> outcomes(BatchRunner runner, Cell cell) throws Exception {
    try (CellPool pool = new CellPool(runner, 1)) {
      pool.submit(cell.proposal(), cell.configuration());
      return pool.await(cell.proposal().number(), Duration.ofMinutes(1)).orElseThrow();
    }
  }

  @Test
  default void each_cell_of_a_batch_ends_once_with_its_score_rows_and_cost() throws Exception {
    BatchRunner runner = runner(cell -> cell.fold() + 0.5);
    List<Cell> cells = List.of(cell(1, 0), cell(1, 1), cell(1, 2));
    List<Cell> ended = new ArrayList<>();
    runner.run(
        CellBatch.of(cells),
        (cell, outcome) -> {
          ended.add(cell);
          assertThat(outcome.state()).isEqualTo(CellState.COMPLETED);
          assertThat(outcome.fold()).isEqualTo(cell.fold());
          assertThat(outcome.score()).hasValue(cell.fold() + 0.5);
          assertThat(outcome.rows()).isEqualTo(runner.rows(cell));
          assertThat(outcome.cost().attempts()).isEqualTo(1);
          assertThat(outcome.cost().span().endedAt())
              .isGreaterThanOrEqualTo(outcome.cost().span().startedAt());
        });
    assertThat(ended).isEqualTo(cells);
  }

  @Test
  default void a_fit_that_throws_fails_its_cell_with_the_reason_and_the_next_cell_runs()
      throws Exception {
    BatchRunner runner =
        runner(
            cell -> {
              if (cell.proposal().trial() == 2) {
                throw new IllegalStateException("singular matrix");
              }
              return 1;
            });
    CellOutcome failed = outcomes(runner, cell(2, 0)).get(0);
    assertThat(failed.state()).isEqualTo(CellState.FAILED);
    assertThat(failed.reason()).contains("singular matrix");
    assertThat(outcomes(runner, cell(3, 0)))
        .extracting(CellOutcome::state)
        .containsOnly(CellState.COMPLETED);
  }

  @Test
  default void a_score_that_is_no_number_fails_the_cell() throws Exception {
    CellOutcome failed = outcomes(runner(cell -> Double.NaN), cell(4, 0)).get(0);
    assertThat(failed.state()).isEqualTo(CellState.FAILED);
    assertThat(failed.reason()).contains("NaN");
  }

  @Test
  default void a_lost_pool_is_reported_to_the_study_and_its_cell_has_no_outcome() {
    BatchRunner runner =
        runner(
            cell -> {
              throw new PoolLostException("the cluster is gone");
            });
    assertThatThrownBy(() -> outcomes(runner, cell(5, 0)))
        .isInstanceOf(PoolLostException.class)
        .hasMessage("the cluster is gone");
  }

  @Test
  default void a_cell_that_is_cancelled_while_it_runs_ends_as_cancelled() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    BatchRunner runner =
        runner(
            cell -> {
              started.countDown();
              never.await();
              return 1;
            });
    Cell cell = cell(6, 0);
    try (CellPool pool = new CellPool(runner, 1)) {
      pool.submit(cell.proposal(), cell.configuration());
      started.await();
      pool.cancel(6);
      List<CellOutcome> ended = pool.await(6, Duration.ofMinutes(1)).orElseThrow();
      assertThat(ended).extracting(CellOutcome::state).containsOnly(CellState.CANCELLED);
    }
  }
}
