package org.espalier.job.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.schedule.Asha;
import org.espalier.schedule.Scheduler;
import org.espalier.search.RandomSampler;
import org.espalier.simulate.Utilisation;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class OccupancyTest {

  private static final RungLadder LADDER = RungLadder.ofRows(100, 900, 3, 5);

  private static Scheduler asha() {
    SearchSpace space =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    return new Asha(new RandomSampler(space, new Seed(1)), 300, LADDER, 3);
  }

  private static Occupancy of(int slots, int window) {
    return Occupancy.of(
        slots,
        window,
        OccupancyTest::asha,
        LADDER,
        Utilisation.times(Utilisation.COSTS, new Seed(1)));
  }

  @Test
  void a_window_too_small_for_the_cluster_is_told_with_a_better_one() {
    Occupancy occupancy = of(64, 16);
    assertThat(occupancy.window()).isEqualTo(16);
    int better = of(64, 0).window();
    assertThat(better).isGreaterThan(16);
    assertThat(occupancy.text())
        .matches(
            "64 fits at a time; a window of 16 keeps the slots about \\d\\d % busy,"
                + " and run.window = "
                + better
                + " about \\d+ % \\(simulated\\)");
    assertThat(of(64, better)).isEqualTo(of(64, 0));
  }

  @Test
  void auto_takes_the_window_suggested() {
    Occupancy auto = of(64, 0);
    assertThat(of(64, 16).text()).contains("run.window = %d about".formatted(auto.window()));
    assertThat(auto.text()).doesNotContain("run.window");
    assertThat(of(64, 0)).isEqualTo(auto);
  }

  @Test
  void a_small_cluster_needs_no_more_than_the_usual_window() {
    assertThat(of(4, 16).text())
        .matches(
            "4 fits at a time; a window of 16 keeps the slots about \\d+ % busy \\(simulated\\)");
    assertThat(of(4, 0).window()).isEqualTo(16);
  }

  @Test
  void two_cells_on_four_slots_keep_half_of_them_busy() {
    RungLadder oneFold = RungLadder.full(900, 1);
    SearchSpace space =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    for (int trials : List.of(1, 2, 4, 7)) {
      Occupancy occupancy =
          Occupancy.of(
              4,
              16,
              () -> new Asha(new RandomSampler(space, new Seed(1)), trials, oneFold, 3),
              oneFold,
              Utilisation.times(Utilisation.COSTS, new Seed(1)));
      assertThat(occupancy.text())
          .isEqualTo(
              "4 fits at a time; a window of 16 keeps the slots about %d %% busy (simulated)",
              Math.min(100, 25 * trials));
    }
  }

  @Test
  void a_single_slot_is_not_many() {
    assertThat(of(1, 16).text())
        .startsWith("1 fit at a time; a window of 16 keeps the slot about ");
  }

  @Test
  void without_a_limit_nothing_is_held_back() {
    assertThat(Occupancy.unlimited(8).text())
        .isEqualTo("8 fits at a time; no proposal waits for an outcome");
  }
}
