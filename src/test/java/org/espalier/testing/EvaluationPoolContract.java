package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.simulate.CellByCell;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every pool keeps to, whatever runs its cells. */
public abstract class EvaluationPoolContract {

  protected static final Duration LONG = Duration.ofSeconds(20);
  private static final Configuration NOTHING = new Configuration(Map.of());

  protected abstract EvaluationPool pool(CellByCell runner, int parallelism);

  protected static Proposal proposal(int number, Integer... folds) {
    return new Proposal(number, number, 0, List.of(folds), 10L * folds.length);
  }

  protected static CellOutcome scored(Cell cell) {
    return CellOutcome.completed(cell.fold(), cell.proposal().rows(), cell.fold() + 0.5);
  }

  protected static void submit(EvaluationPool pool, Proposal proposal) {
    pool.submit(proposal, NOTHING);
  }

  private static List<CellState> states(List<CellOutcome> cells) {
    return cells.stream().map(CellOutcome::state).toList();
  }

  @Test
  void hands_back_the_cells_of_each_proposal_in_the_order_of_its_folds() throws Exception {
    for (int parallelism : new int[] {1, 2, 8}) {
      try (EvaluationPool pool = pool(EvaluationPoolContract::scored, parallelism)) {
        for (int number = 0; number < 20; number++) {
          submit(pool, proposal(number, 0, 2, 3));
        }
        for (int number = 19; number >= 0; number--) {
          assertThat(pool.await(number, LONG).orElseThrow())
              .extracting(CellOutcome::fold, c -> c.score().getAsDouble(), CellOutcome::rows)
              .containsExactly(tuple(0, 0.5, 10L), tuple(2, 2.5, 10L), tuple(3, 3.5, 10L));
        }
      }
    }
  }

  @Test
  void starts_cells_in_the_order_of_proposals_and_folds() throws Exception {
    List<String> started = Collections.synchronizedList(new ArrayList<>());
    CellByCell runner =
        cell -> {
          started.add(cell.proposal().number() + "/" + cell.fold());
          return scored(cell);
        };
    try (EvaluationPool pool = pool(runner, 1)) {
      submit(pool, proposal(0, 0, 1));
      submit(pool, proposal(1, 0, 1));
      submit(pool, proposal(2, 4));
      assertThat(pool.await(2, LONG)).isPresent();
    }
    assertThat(started).containsExactly("0/0", "0/1", "1/0", "1/1", "2/4");
  }

  @Test
  void a_configuration_that_throws_fails_its_cell_alone() throws Exception {
    List<Throwable> faults =
        List.of(
            new IllegalArgumentException("maxDepth = 31"),
            new Exception("a checked one"),
            new StackOverflowError("too deep by far"),
            new NoClassDefFoundError("com/example/Missing"),
            new AssertionError("assertion failed"));
    CellByCell runner =
        cell -> {
          Throwable fault = faults.get(cell.proposal().trial() % faults.size());
          if (cell.proposal().trial() >= faults.size()) {
            return scored(cell);
          }
          if (fault instanceof Error error) {
            throw error;
          }
          throw (Exception) fault;
        };
    try (EvaluationPool pool = pool(runner, 2)) {
      for (int number = 0; number <= faults.size(); number++) {
        submit(pool, proposal(number, 0));
      }
      for (int number = 0; number < faults.size(); number++) {
        CellOutcome cell = pool.await(number, LONG).orElseThrow().get(0);
        assertThat(cell.state()).isEqualTo(CellState.FAILED);
        assertThat(cell.rows()).isEqualTo(10);
        assertThat(cell.reason())
            .isEqualTo(
                faults.get(number).getClass().getSimpleName()
                    + ": "
                    + faults.get(number).getMessage());
      }
      assertThat(states(pool.await(faults.size(), LONG).orElseThrow()))
          .containsExactly(CellState.COMPLETED);
    }
  }

  @Tag(Sample.TAG)
  @Test
  void folds_behind_a_failed_one_are_recorded_as_cancelled_whatever_the_timing() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < Sample.rounds(100); round++) {
      long[] pauses = random.longs(5, 0, 50_000).toArray();
      boolean[] fails = new boolean[5];
      for (int fold = 0; fold < fails.length; fold++) {
        fails[fold] = random.nextInt(3) == 0;
      }
      CellByCell runner =
          cell -> {
            LockSupport.parkNanos(pauses[cell.fold()]);
            if (fails[cell.fold()]) {
              throw new IllegalStateException("singular");
            }
            return scored(cell);
          };
      List<CellState> expected = new ArrayList<>();
      for (boolean failure : fails) {
        expected.add(
            expected.contains(CellState.FAILED)
                ? CellState.CANCELLED
                : failure ? CellState.FAILED : CellState.COMPLETED);
      }
      try (EvaluationPool pool = pool(runner, 1 + round % 5)) {
        submit(pool, proposal(0, 0, 1, 2, 3, 4));
        List<CellOutcome> cells = pool.await(0, LONG).orElseThrow();
        assertThat(states(cells)).isEqualTo(expected);
        assertThat(cells.stream().filter(c -> c.state() == CellState.CANCELLED))
            .allMatch(c -> c.reason().equals("another fold had failed"));
      }
    }
  }

  @Test
  void cells_of_a_cancelled_trial_that_have_not_started_are_cancelled() throws Exception {
    try (EvaluationPool pool = pool(EvaluationPoolContract::scored, 1)) {
      pool.cancel(1);
      submit(pool, proposal(0, 0));
      submit(pool, proposal(1, 0, 1));
      submit(pool, proposal(2, 0));
      assertThat(states(pool.await(1, LONG).orElseThrow()))
          .containsExactly(CellState.CANCELLED, CellState.CANCELLED);
      assertThat(states(pool.await(0, LONG).orElseThrow())).containsExactly(CellState.COMPLETED);
      assertThat(states(pool.await(2, LONG).orElseThrow())).containsExactly(CellState.COMPLETED);
    }
  }

  @Test
  void refuses_to_wait_for_what_was_not_submitted() {
    try (EvaluationPool pool = pool(EvaluationPoolContract::scored, 1)) {
      assertThatThrownBy(() -> pool.await(7, LONG))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Proposal 7 was not submitted.");
    }
  }
}
