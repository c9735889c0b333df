package org.espalier.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import org.espalier.evaluate.Cell;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.RandomSampler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UtilisationTest {

  private static final SearchSpace SPACE =
      new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));

  private static Scheduler full(int trials, RungLadder ladder) {
    return new FullResource(new RandomSampler(SPACE, new Seed(1)), trials, ladder);
  }

  private static double share(int slots, int window, int folds, CellTimes times) {
    RungLadder ladder = RungLadder.full(100, folds);
    int trials = Math.max(600, 4 * window);
    return Utilisation.of(full(trials, ladder), ladder, slots, window, times).share();
  }

  /** Learners of cost 1 : 4 : 20 and five cells a proposal; measured over 600 trials. */
  @ParameterizedTest
  @CsvSource({"8, 16, 0.99", "64, 16, 0.24", "64, 64, 0.68"})
  void unequal_learners_leave_slots_idle_in_a_small_window(int slots, int window, double share) {
    assertThat(share(slots, window, 5, Utilisation.times(Utilisation.COSTS, new Seed(1))))
        .isCloseTo(share, offset(0.05));
  }

  @Test
  void a_larger_window_keeps_more_slots_busy_and_equal_cells_all_of_them() {
    CellTimes times = Utilisation.times(Utilisation.COSTS, new Seed(2));
    assertThat(share(32, 16, 3, times)).isLessThan(share(32, 64, 3, times));
    assertThat(share(8, 16, 1, new CellTimes(List.of(1.0), 0, 0, 0, new Seed(1)))).isEqualTo(1);
  }

  @Test
  void suggests_the_smallest_window_that_keeps_nine_of_ten_busy() {
    RungLadder ladder = RungLadder.full(100, 5);
    Utilisation few = Utilisation.suggested(() -> full(600, ladder), ladder, 8, times());
    assertThat(few.window()).isEqualTo(16);
    Utilisation many = Utilisation.suggested(() -> full(2000, ladder), ladder, 64, times());
    assertThat(many.share()).isGreaterThan(0.9);
    Utilisation half = Utilisation.of(full(2000, ladder), ladder, 64, many.window() / 2, times());
    assertThat(half.share()).isLessThan(0.9);
  }

  @Test
  void where_rungs_must_close_suggests_what_helps_at_all() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    Utilisation use =
        Utilisation.suggested(
            () -> new SuccessiveHalving(new RandomSampler(SPACE, new Seed(1)), 30, ladder, 3),
            ladder,
            64,
            times());
    assertThat(use.share()).isLessThan(0.9);
    assertThat(use.window()).isLessThanOrEqualTo(64);
  }

  private static CellTimes times() {
    return Utilisation.times(Utilisation.COSTS, new Seed(3));
  }

  @Test
  void times_have_the_stated_mean_whatever_their_spread() {
    for (double sigma : new double[] {0, 0.5, 1}) {
      double sum = 0;
      int cells = 20_000;
      CellTimes times = new CellTimes(List.of(1.0), sigma, 0, 0, new Seed(5));
      for (int i = 0; i < cells; i++) {
        sum += times.applyAsDouble(cell(i));
      }
      // Variance exp(σ²) − 1: at σ = 1 a standard error of 0.9 %; five of them: 6e-7.
      assertThat(sum / cells / 100).isCloseTo(1, offset(0.047));
    }
  }

  @Test
  void stragglers_and_losses_lengthen_cells() {
    CellTimes plain = new CellTimes(List.of(1.0), 0, 0, 0, new Seed(5));
    CellTimes slow = new CellTimes(List.of(1.0), 0, 1, 0, new Seed(5));
    CellTimes lossy = new CellTimes(List.of(1.0), 0, 0, 0.5, new Seed(5));
    double longer = 0;
    for (int i = 0; i < 1000; i++) {
      assertThat(slow.applyAsDouble(cell(i))).isEqualTo(10 * plain.applyAsDouble(cell(i)));
      longer += lossy.applyAsDouble(cell(i)) / plain.applyAsDouble(cell(i)) / 1000;
    }
    // One loss on average, of half the time: 1.5; deviation 0.76, so five errors are 0.12.
    assertThat(longer).isCloseTo(1.5, offset(0.12));
  }

  private static Cell cell(int number) {
    return new Cell(
        new Proposal(number, number, 0, List.of(0), 100), new Configuration(Map.of()), 0);
  }
}
