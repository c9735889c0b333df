package org.espalier.job.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.job.rehearse.Estimate.Fit;
import org.espalier.study.Cost;
import org.espalier.study.RungLadder;
import org.junit.jupiter.api.Test;

final class EstimateTest {

  private static final RungLadder LADDER = RungLadder.ofRows(100, 900, 3, 5);

  private static final Fit LINEAR = new Fit("linear", 1, cost(1, 2), cost(5, 6));
  private static final Fit FOREST = new Fit("forest", 3, cost(3, 2), cost(9, 4));

  private static Cost cost(double taskSeconds, double wallSeconds) {
    return new Cost(1, wallSeconds, 0, taskSeconds, Cost.Footprint.NONE, Cost.Span.NONE);
  }

  private static Estimate of(int cores, int slots) {
    return of(List.of(LINEAR, FOREST), cores, slots, 90L, 30L, 10L);
  }

  private static Estimate of(List<Fit> fits, int cores, int slots, Long... cells) {
    RungLadder ladder = cells.length == 1 ? RungLadder.full(900, 5) : LADDER;
    return new Estimate(fits, ladder, List.of(cells), 2, cores, slots);
  }

  @Test
  void a_cell_between_two_rungs_lasts_as_long_as_the_line_through_both_says() {
    List<Fit> linear = List.of(LINEAR);
    assertThat(of(linear, 1, 1, 1L, 0L, 0L).taskSeconds()).isEqualTo(1);
    assertThat(of(linear, 1, 1, 0L, 1L, 0L).taskSeconds()).isEqualTo(2);
    assertThat(of(linear, 1, 1, 0L, 0L, 1L).taskSeconds()).isEqualTo(5);
    Estimate single = of(List.of(new Fit("one", 0, cost(5, 6), cost(5, 6))), 1, 1, 1L);
    assertThat(single.taskSeconds()).isEqualTo(5);
    assertThat(single.lines().get(0)).contains("900 training rows; 0.00 s");
  }

  @Test
  void tasks_are_those_of_all_cells_spread_evenly_over_the_learners() {
    // Means of the learners at 100, 300 and 900 rows: 2, 3.25 and 7 s.
    assertThat(of(8, 16).taskSeconds()).isCloseTo(90 * 2 + 30 * 3.25 + 10 * 7, within(1e-9));
  }

  @Test
  void the_wall_time_is_bounded_by_the_cores_and_by_the_cells_at_a_time() {
    double tasks = of(1, 2).taskSeconds();
    double refits = 2 * (2 + 5);
    // Where cells are many at a time, the cores are what holds them up.
    assertThat(of(1, 1000).wallSeconds(1000)).isCloseTo(tasks + refits, within(1e-9));
    // One at a time: means of 2, 2.75 and 5 s, and the features of 5 folds at 1300 / 900 rows.
    double cells = 90 * 2 + 30 * 2.75 + 10 * 5 + 4 * 5 * 1300 / 900.0;
    assertThat(of(1000, 1).wallSeconds(1)).isCloseTo(cells + refits, within(1e-9));
    assertThat(of(1000, 4).wallSeconds(4)).isCloseTo(cells / 4 + refits, within(1e-9));
    assertThat(of(1000, 4).wallSeconds(2)).isCloseTo(cells / 2 + refits, within(1e-9));
  }

  @Test
  void is_said_with_the_times_it_rests_on() {
    assertThat(of(8, 8).lines())
        .containsExactly(
            "probe of linear: 5.00 s of tasks in 6.00 s on 900 training rows; 1.00 s of tasks in"
                + " 2.00 s on 100 training rows; 1.00 s before it for the features of a fold",
            "probe of forest: 9.00 s of tasks in 4.00 s on 900 training rows; 3.00 s of tasks in"
                + " 2.00 s on 100 training rows; 3.00 s before it for the features of a fold",
            "tasks of 130 cells: about 5 min 48 s; wall time on 8 cores: about 58 s to 1 min 40 s");
    assertThat(of(8, 16).lines().get(2)).endsWith("wall time on 8 cores: about 58 s");
  }
}
