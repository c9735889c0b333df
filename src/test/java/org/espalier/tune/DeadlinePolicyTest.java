package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.junit.jupiter.api.Test;

final class DeadlinePolicyTest {

  private static final RungLadder LADDER = RungLadder.ofRows(100, 300, 3, 2);
  private static final Instant DEADLINE = Instant.EPOCH.plusSeconds(100);
  private static final FinishReserve NOTHING_AFTER = FinishReserve.NONE;

  private Instant now = Instant.EPOCH;
  private double cellSeconds = 10;

  private final DeadlinePolicy cells = cells(NOTHING_AFTER);

  private DeadlinePolicy cells(FinishReserve reserve) {
    return cells(reserve, 2);
  }

  private DeadlinePolicy cells(FinishReserve reserve, int slots) {
    TimeLeft time = new TimeLeft(() -> Optional.of(DEADLINE), reserve, () -> now);
    return new DeadlinePolicy(time, LADDER, () -> slots);
  }

  /** Time passes, and a cell ends by a policy. */
  private void run(DeadlinePolicy policy, Cell cell) {
    Duration taken = Duration.ofMillis((long) (1000 * cellSeconds));
    now = now.plus(taken);
    policy.ended(cell, completed(cell), taken);
  }

  private CellOutcome completed(Cell cell) {
    return new CellOutcome(
        cell.fold(),
        CellState.COMPLETED,
        100,
        OptionalDouble.of(1),
        Map.of(),
        CellTraining.NONE,
        "",
        new Cost(1, cellSeconds, 0, cellSeconds, Cost.Footprint.NONE, Cost.Span.NONE));
  }

  /** One of two folds. */
  private static Cell cell(long proposal, int rung, int fold, String learner) {
    Proposal of =
        new Proposal(proposal, (int) proposal, rung, List.of(0, 1), LADDER.units(rung, 2));
    return new Cell(of, new Configuration(Map.of("learner", learner)), fold);
  }

  private boolean begins(int rung, String learner) {
    return !cells.isLate(cell(9, rung, 0, learner));
  }

  private void at(int seconds) {
    now = Instant.EPOCH.plusSeconds(seconds);
  }

  @Test
  void a_cell_that_would_end_after_the_deadline_is_not_begun() {
    run(cells, cell(1, 0, 0, "trees"));
    at(90);
    assertThat(begins(0, "trees")).isTrue();
    at(91);
    assertThat(begins(0, "trees")).isFalse();
    assertThat(cells.isLate(cell(0, 0, 0, "trees"))).as("the baseline").isFalse();
  }

  @Test
  void what_nothing_is_known_of_is_begun() {
    at(99);
    assertThat(begins(0, "trees")).isTrue();
    at(0);
    run(cells, cell(1, 1, 0, "trees"));
    at(99);
    assertThat(begins(0, "trees")).as("less than what was seen").isTrue();
    assertThat(begins(1, "lines")).isTrue();
  }

  @Test
  void a_fit_on_more_takes_as_long_at_least() {
    run(cells, cell(1, 0, 0, "trees"));
    at(91);
    assertThat(begins(1, "trees")).isFalse();
  }

  @Test
  void a_further_step_is_begun_and_tells_nothing_of_first_ones() {
    Cell first = cell(1, 0, 0, "trees");
    run(cells, first);
    Cell further = new Cell(first.proposal(), first.configuration(), 0, OptionalInt.of(50));
    cellSeconds = 1;
    run(cells, further);
    at(95);
    assertThat(begins(0, "trees")).isFalse();
    assertThat(cells.isLate(further)).isFalse();
  }

  @Test
  void one_slow_cell_does_not_stop_the_others() {
    cellSeconds = 60;
    run(cells, cell(1, 0, 0, "trees"));
    cellSeconds = 2;
    for (int proposal = 1; proposal < 4; proposal++) {
      run(cells, cell(proposal, 0, 0, "trees"));
    }
    at(97);
    assertThat(begins(0, "trees")).isTrue();
  }

  @Test
  void all_folds_of_a_trial_must_end_in_time() {
    DeadlinePolicy alone = cells(NOTHING_AFTER, 1);
    run(alone, cell(1, 0, 0, "trees"));
    at(85);
    assertThat(alone.isLate(cell(9, 0, 0, "trees"))).as("two rounds of ten seconds").isTrue();
    assertThat(alone.isLate(cell(9, 0, 1, "trees"))).as("the last of them").isFalse();
  }

  @Test
  void the_baseline_comes_first_and_what_is_begun_is_finished_before_more_is_begun() {
    run(cells, cell(3, 0, 0, "trees"));
    double baseline = cells.precedence(cell(0, 1, 0, "trees"), 0);
    double promoted = cells.precedence(cell(3, 1, 0, "trees"), 0);
    assertThat(baseline).isGreaterThan(promoted);
    assertThat(promoted).isGreaterThan(cells.precedence(cell(4, 0, 0, "trees"), 0));
  }

  @Test
  void what_comes_after_the_search_is_kept_free() {
    DeadlinePolicy kept =
        cells(
            new FinishReserve(
                2, Duration.ZERO, Map.of(FinishReserve.Step.SAVE, Duration.ofSeconds(5))));
    run(kept, cell(1, 0, 0, "trees"));
    at(15); // two fits of 34.6 s, on both folds and three times the rows, and five; ten for the
    // cell
    assertThat(kept.isLate(cell(9, 0, 0, "trees"))).isFalse();
    at(16);
    assertThat(kept.isLate(cell(9, 0, 0, "trees"))).isTrue();
  }
}
