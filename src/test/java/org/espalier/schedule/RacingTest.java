package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.espalier.bench.blackbox.RecordedCells;
import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.RungLadder;
import org.espalier.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

final class RacingTest extends SchedulerContract {

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new Racing(sampler, trials, ladder(seed));
  }

  @Override
  protected RungLadder ladder(long seed) {
    return RungLadder.foldByFold(1 + (int) (seed % 5), 1000);
  }

  @Test
  void asks_for_one_fold_at_a_time_in_order_but_of_the_first_two_for_all() {
    Run run = play(scheduler(4, sampler(), 12), ladder(4), 3, 1, 4);
    assertThat(run.asked().subList(0, 2)).allMatch(a -> a.folds().equals(ladder(4).folds(4)));
    assertThat(run.asked().subList(2, run.asked().size()))
        .isNotEmpty()
        .allMatch(a -> a.folds().equals(List.of(a.rung())));
  }

  @Test
  void whoever_is_stopped_was_above_the_cutoff_and_a_default_never_is() {
    for (int seed = 0; seed < 100; seed++) {
      Run run = play(scheduler(4, sampler(), 30), ladder(4), 1 + seed % 8, seed, seed % 5);
      for (Decision d : run.decisions()) {
        if (d.kind() == Decision.Kind.PRUNE) {
          assertThat(d.trial()).isGreaterThan(1);
          assertThat(d.reason()).startsWith("clearly behind trial ");
        }
      }
      assertThat(run.study().incumbent().isPresent()).isEqualTo(seed % 5 != 1); // one in one fails
    }
  }

  @Test
  void the_quantile_is_that_of_students_t() {
    // Tables of Student's t, one-sided 10 %.
    assertThat(FoldNoise.quantile(4)).isCloseTo(1.533206, within(0.003));
    assertThat(FoldNoise.quantile(8)).isCloseTo(1.396815, within(0.001));
    assertThat(FoldNoise.quantile(1000)).isCloseTo(1.282399, within(0.0001));
  }

  @Test
  void once_all_folds_are_told_nothing_is_left_to_chance() {
    FoldNoise noise = new FoldNoise(3);
    assertThat(noise.margin(new double[] {1})).isEmpty();
    noise.learn(1, new double[] {0, 1, 2});
    noise.learn(2, new double[] {0, 1, 2});
    assertThat(noise.margin(new double[] {5, 6, 7})).hasValue(0);
    // A fold of three, a variance of 1 on 4 degrees of freedom: 1.53 · sqrt(1 - 1/3).
    assertThat(noise.margin(new double[] {5}).getAsDouble()).isCloseTo(1.252, within(0.003));
  }

  private static RecordedCells recorded(String name) throws IOException {
    InputStream file = Objects.requireNonNull(RacingTest.class.getResourceAsStream(name));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
      return RecordedCells.read(lines);
    }
  }

  @Test
  void on_recorded_cells_of_real_data_it_saves_most_and_loses_next_to_nothing() throws IOException {
    saves(recorded("cells.csv.gz"), 1, 16, 64);
  }

  @Test
  void so_it_does_where_none_of_its_constants_was_chosen() throws IOException {
    saves(recorded("cells-others.csv.gz"), 1, 16);
  }

  private static void saves(RecordedCells cells, int... windows) {
    for (int window : windows) {
      RecordedCells.Result five = cells.race(5, window);
      RecordedCells.Result three = cells.race(3, window);
      assertThat(five.timesFewerCells()).as("%s", five).isGreaterThan(2.5);
      assertThat(three.timesFewerCells()).as("%s", three).isGreaterThan(1.7);
      for (RecordedCells.Result result : List.of(five, three)) {
        assertThat(result.lossInErrors()).as("%s", result).isLessThan(0.1);
        assertThat(result.wrong()).as("%s", result).isLessThan(0.02);
      }
    }
  }

  @Test
  void refuses_a_ladder_of_rows() {
    RungLadder ladder = RungLadder.ofRows(1, 2, 2, 5);
    assertThatThrownBy(() -> new Racing(sampler(), 3, ladder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Racing needs a ladder of folds on all rows, not %s.".formatted(ladder));
  }
}
