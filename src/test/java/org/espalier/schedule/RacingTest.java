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
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.espalier.bench.blackbox.RecordedCells;
import org.espalier.evaluate.Cell;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.RungLadder;
import org.espalier.testing.Sample;
import org.espalier.testing.SchedulerContract;
import org.espalier.testing.Studies;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningLoop;
import org.junit.jupiter.api.Tag;
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
  void asks_for_one_fold_in_order_or_for_all_that_are_left_as_of_the_first_two() {
    Run run = play(scheduler(4, sampler(), 12), ladder(4), 3, 1, 4);
    assertThat(run.asked().subList(0, 2)).allMatch(a -> a.folds().equals(ladder(4).folds(4)));
    assertThat(run.asked().subList(2, run.asked().size()))
        .isNotEmpty()
        .allMatch(
            a ->
                a.folds().equals(List.of(a.rung()))
                    || (a.rung() == 4 && ladder(4).folds(4).containsAll(a.folds())));
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

  /** Losses by name of the learner and a number, with a little noise by fold. */
  private static CellOutcome cell(Cell cell) {
    Configuration configuration = cell.configuration();
    double loss =
        configuration.params().get("x") instanceof Double base
            ? base + 0.01 * Math.floorMod((int) (base * 1000 * (cell.fold() + 1)), 3)
            : Double.NaN;
    return new CellOutcome(
        cell.fold(),
        CellState.COMPLETED,
        10,
        OptionalDouble.of(loss),
        Map.of(),
        CellTraining.NONE,
        "",
        new Cost(1, 1, 0, 1, Cost.Footprint.NONE, Cost.Span.NONE));
  }

  private static Configuration of(String learner, double x) {
    return new Configuration(Map.of(Configuration.LEARNER, learner, learner + ".x", x));
  }

  @Test
  void the_best_of_each_learner_so_far_gets_all_folds_even_if_it_is_clearly_behind()
      throws InterruptedException {
    List<Configuration> defaults = List.of(of("strong", 1), of("weak", 12));
    List<Configuration> others =
        List.of(
            of("strong", 1.3),
            of("weak", 13),
            of("weak", 11),
            of("strong", 2.5),
            of("weak", 10.5),
            of("strong", 0.5));
    RungLadder ladder = RungLadder.foldByFold(3, 100);
    SimulatedPool pool = new SimulatedPool(CellByCell.of(RacingTest::cell), 1, cell -> 1);
    TuningLoop loop =
        new TuningLoop(
            Studies.empty(1),
            new Racing(new StartPoints(defaults, new ListSampler(others, "list")), 8, ladder),
            ladder,
            pool,
            1,
            Budget.UNLIMITED,
            pool.clock(),
            step -> {});
    loop.run();
    assertThat(loop.study().outcomes().stream().filter(o -> o.proposal().rung() == ladder.top()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(0, 1, 4, 6, 7);
    assertThat(loop.study().outcomesOf(4))
        .extracting(outcome -> outcome.proposal().folds())
        .containsExactly(List.of(0), List.of(1, 2));
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

  @Tag(Sample.TAG)
  @Test
  void on_recorded_cells_of_real_data_it_saves_most_and_loses_next_to_nothing() throws IOException {
    saves(recorded("cells.csv.gz"), Sample.rows(List.of(16, 1, 64)));
  }

  @Test
  void so_it_does_where_none_of_its_constants_was_chosen() throws IOException {
    saves(recorded("cells-others.csv.gz"), Stream.of(1, 16));
  }

  private static void saves(RecordedCells cells, Stream<Integer> windows) {
    for (int window : windows.toList()) {
      RecordedCells.Result five = cells.race(5, window);
      RecordedCells.Result three = cells.race(3, window);
      assertThat(five.timesFewerCells()).as("%s", five).isGreaterThan(2.4);
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
