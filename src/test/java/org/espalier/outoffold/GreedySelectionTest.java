package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class GreedySelectionTest {

  private static final Measure RMSE = Measure.of(Metric.RMSE);

  /** Numbers that each trial predicts with an error of its own, of a deviation. */
  private static OutOfFoldTable numbers(int rows, long seed, double... deviations) {
    var random = new Seed(seed).random();
    double[] labels = random.doubles(rows).toArray();
    Map<Integer, double[]> scores = new LinkedHashMap<>();
    for (int trial = 0; trial < deviations.length; trial++) {
      double[] guesses = new double[rows];
      for (int row = 0; row < rows; row++) {
        guesses[row] = labels[row] + deviations[trial] * random.nextGaussian();
      }
      scores.put(10 + trial, guesses);
    }
    return new OutOfFoldTable(
        ProblemType.REGRESSION,
        0,
        OutOfFoldTable.Rows.of(SimulatedScores.folds(rows), labels),
        scores);
  }

  private static GreedySelection of(OutOfFoldTable table, int single, int most) {
    return GreedySelection.of(table, single, RMSE, most, new Seed(1)).orElseThrow();
  }

  @Test
  void trials_with_errors_of_their_own_are_averaged() {
    OutOfFoldTable table = numbers(500, 1, 1, 1, 1, 1);
    GreedySelection found = of(table, 10, 8);
    assertThat(found.accepted()).isTrue();
    assertThat(found.score()).isCloseTo(0.5, within(0.05)); // 1 / √4
    assertThat(found.single()).isEqualTo(Scoring.of(Metric.RMSE).mean(table, 10).getAsDouble());
    assertThat(found.improvement()).isCloseTo(found.single() - found.score(), within(1e-12));
    assertThat(found.members()).hasSize(4);
    assertThat(Scoring.of(Metric.RMSE).mean(table, found.averaged(table), table.cells()))
        .isLessThan(0.56);
    assertThat(found).isEqualTo(of(table, 10, 8));
  }

  /** Weights of independent errors are best in proportion to 1 / variance: 4 to 1. */
  @Test
  void a_better_trial_has_the_larger_weight() {
    GreedySelection found = of(numbers(4_000, 2, 1, 0.5), 11, 8);
    assertThat(found.members().get(0).trial()).isEqualTo(11);
    assertThat(found.members().get(0).weight()).isCloseTo(0.8, within(0.05));
  }

  @Test
  void the_members_are_no_more_than_asked_for_and_their_picks_are_25_at_most() {
    OutOfFoldTable table = numbers(400, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    GreedySelection many = of(table, 10, 25);
    GreedySelection three = of(table, 10, 3);
    assertThat(many.members().size()).isBetween(6, 12);
    assertThat(three.members()).hasSize(3);
    assertThat(three.members().stream().mapToDouble(GreedySelection.Member::weight).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(many.members())
        .isSortedAccordingTo((one, other) -> Double.compare(other.weight(), one.weight()));
    assertThat(many.members())
        .allSatisfy(member -> assertThat(member.weight()).isGreaterThanOrEqualTo(1 / 25.0));
    assertThat(many.improvement()).isGreaterThan(three.improvement());
  }

  @Test
  void copies_of_one_trial_are_no_ensemble_that_is_accepted() {
    OutOfFoldTable one = numbers(300, 4, 1);
    Map<Integer, double[]> copies = new LinkedHashMap<>();
    for (int trial = 0; trial < 6; trial++) {
      copies.put(trial, one.scores(10));
    }
    double[] labels = new double[300];
    Arrays.setAll(labels, one::label);
    OutOfFoldTable table =
        new OutOfFoldTable(
            ProblemType.REGRESSION,
            0,
            OutOfFoldTable.Rows.of(SimulatedScores.folds(300), labels),
            copies);
    assertThat(of(table, 2, 8).accepted()).isFalse();
  }

  /** The standard error of 5 folds holds back most gains that are none. */
  @Tag(Sample.TAG)
  @Test
  void a_clear_winner_stays_single_in_most_studies() {
    int accepted = 0;
    for (int seed = 0; seed < Sample.rounds(40); seed++) {
      accepted += of(numbers(200, seed, 0.1, 2, 2, 2, 2, 2), 10, 8).accepted() ? 1 : 0;
    }
    assertThat(accepted).isLessThan(Sample.rounds(40) / 4);
  }

  @Test
  void classes_are_averaged_by_their_probabilities_for_any_metric() {
    OutOfFoldTable table = SimulatedScores.binary(1_000, 5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1);
    for (Metric metric : new Metric[] {Metric.AREA_UNDER_ROC, Metric.LOG_LOSS, Metric.F1}) {
      GreedySelection found =
          GreedySelection.of(table, 0, Measure.of(metric), 8, new Seed(2)).orElseThrow();
      assertThat(found.accepted()).as("%s", metric).isTrue();
    }
  }

  @Test
  void one_trial_is_no_choice_and_no_member_is_no_ensemble() {
    OutOfFoldTable one = numbers(50, 1, 1);
    assertThat(GreedySelection.of(one, 10, RMSE, 8, new Seed(1))).isEmpty();
    assertThatThrownBy(() -> of(one, 10, 0)).hasMessage("An ensemble of 0 members.");
    assertThatThrownBy(() -> of(one, 3, 8)).hasMessage("Trial 3 has no scores; trials [10] have.");
  }
}
