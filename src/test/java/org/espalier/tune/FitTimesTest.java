package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.junit.jupiter.api.Test;

final class FitTimesTest {

  private static final RungLadder LADDER = RungLadder.ofRows(100, 900, 3, 3);

  private final FitTimes times = new FitTimes(LADDER);

  private static Proposal proposal(int number, int rung) {
    return new Proposal(number, number, rung, List.of(0, 1, 2), 3);
  }

  private void add(int number, int rung, double fit, double tasks) {
    times.add(
        proposal(number, rung), new Cost(1, fit, 0, tasks, Cost.Footprint.NONE, Cost.Span.NONE));
  }

  @Test
  void is_zero_while_nothing_was_fitted() {
    assertThat(times.longest()).isEqualTo(0);
  }

  @Test
  void of_an_evaluation_the_fold_counts_that_waited_least() {
    add(0, 2, 7, 0);
    add(0, 2, 2, 0);
    add(1, 2, 3, 0);
    add(1, 2, 9, 0);
    assertThat(times.longest()).isEqualTo(3);
  }

  @Test
  void a_fit_that_waited_counts_as_its_tasks_and_one_on_a_ninth_of_the_rows_three_times() {
    add(0, 0, 7, 0.25);
    assertThat(times.longest()).isCloseTo(3 * 0.25, within(1e-12));
    add(1, 0, 4, 8); // its tasks ran side by side
    assertThat(times.longest()).isCloseTo(3 * 4, within(1e-12));
  }

  @Test
  void the_mean_is_that_of_evaluations_at_the_highest_rung() {
    assertThat(times.mean()).isEqualTo(0);
    add(0, 1, 50, 0);
    add(1, 2, 2, 0);
    add(2, 2, 4, 0);
    assertThat(times.mean()).isEqualTo(3);
  }

  @Test
  void of_several_rungs_the_highest_counts() {
    add(0, 0, 7, 5);
    add(1, 1, 2, 0.5);
    assertThat(times.longest()).isCloseTo(Math.sqrt(3) * 0.5, within(1e-12));
  }
}
