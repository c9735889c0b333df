package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.CellListener;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.StartPolicy;
import org.espalier.evaluate.TimeLimits;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;
import org.junit.jupiter.api.Test;

final class FakeRunnerTest implements BatchRunnerContract {

  @Override
  public BatchRunner runner(Fit fit) {
    return new FakeRunner((cell, runner) -> fit.score(cell));
  }

  @Test
  void cells_of_a_fold_run_in_batches() throws Exception {
    FakeRunner runner = new FakeRunner((cell, clock) -> cell.proposal().number(), 3);
    try (CellPool pool = new CellPool(runner, 1)) {
      for (int i = 0; i < 7; i++) {
        pool.submit(new Proposal(i, i, 0, List.of(0, 1), 100), new Configuration(Map.of()));
      }
      for (int i = 0; i < 7; i++) {
        assertThat(pool.await(i, Duration.ofMinutes(1)).orElseThrow())
            .extracting(outcome -> outcome.score().orElseThrow())
            .containsExactly((double) i, (double) i);
      }
    }
    assertThat(runner.ran()).doesNotHaveDuplicates().hasSize(14);
  }

  private static CellOutcome outcome(FakeRunner runner, TimeLimits limits) throws Exception {
    CellListener nobody = new CellListener() {};
    try (CellPool pool =
        new CellPool(runner, Capacity.cells(1), limits, StartPolicy.ALL, runner, nobody)) {
      pool.submit(new Proposal(0, 0, 0, List.of(0), 100), new Configuration(Map.of()));
      return pool.await(0, Duration.ofMinutes(1)).orElseThrow().get(0);
    }
  }

  @Test
  void a_cell_takes_the_time_of_its_clock() throws Exception {
    FakeRunner runner =
        new FakeRunner(
            (cell, clock) -> {
              clock.pass(Duration.ofSeconds(9));
              return 1;
            });
    assertThat(outcome(runner, TimeLimits.NONE).cost().fitSeconds()).isEqualTo(10);
    assertThat(runner.instant()).isEqualTo(Instant.EPOCH.plusSeconds(10));
    assertThat(runner.ran()).hasSize(1);
  }

  @Test
  void a_cell_may_be_lost_or_last_until_its_time_is_over() throws Exception {
    FakeRunner losing =
        new FakeRunner(
            (cell, clock) -> {
              throw new FakeRunner.Lost();
            });
    assertThat(outcome(losing, TimeLimits.NONE).state()).isEqualTo(CellState.LOST);
    FakeRunner endless =
        new FakeRunner(
            (cell, clock) -> {
              clock.pass(Duration.ofHours(1));
              return FakeRunner.ENDLESS;
            });
    CellOutcome late = outcome(endless, new TimeLimits(Optional.of(Duration.ofMinutes(1))));
    assertThat(late.state()).isEqualTo(CellState.FAILED);
    assertThat(late.reason()).isEqualTo("it timed out after 60.0 s");
  }
}
