package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.metric.Metric;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.ProblemType;
import org.espalier.study.Direction;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecisionThresholdsTest {

  private static final Seed SEED = new Seed(3);

  private static OutOfFoldTable table(double[] labels, double[] positive, double[] weights) {
    int size = labels.length;
    double[] probabilities = new double[2 * size];
    for (int row = 0; row < size; row++) {
      probabilities[2 * row] = 1 - positive[row];
      probabilities[2 * row + 1] = positive[row];
    }
    return new OutOfFoldTable(
        ProblemType.BINARY,
        2,
        new OutOfFoldTable.Rows(
            IntStream.range(0, size).map(row -> row % 2).toArray(),
            new int[size],
            IntStream.range(0, size).toArray(),
            labels,
            weights),
        Map.of(0, probabilities));
  }

  private static DecisionThresholds of(OutOfFoldTable table, DecisionCriterion criterion) {
    return DecisionThresholds.of(table, 0, criterion, SEED).orElseThrow();
  }

  private static DecisionCriterion metric(String name) {
    return DecisionCriterion.of(Metric.of(name).orElseThrow());
  }

  @Test
  void a_threshold_lies_in_the_middle_of_those_that_are_best() {
    double[] labels = {0, 0, 0, 0, 1, 1, 1, 1};
    double[] positive = {0.01, 0.02, 0.05, 0.125, 0.25, 0.3, 0.35, 0.4};
    DecisionThresholds found =
        of(table(labels, positive, new double[] {1, 2, 1, 2, 1, 2, 1, 2}), metric("accuracy"));
    assertThat(found.thresholds().get(1)).isCloseTo(0.1875, within(1e-15));
    assertThat(found.thresholds().get(0)).isCloseTo(0.8125, within(1e-15));
    assertThat(found.before()).isEqualTo(0.5);
    assertThat(found.after()).isEqualTo(1);
    assertThat(found.kept()).isTrue();
    assertThat(found.predicted(new double[] {0.8, 0.2})).isEqualTo(1);
    assertThat(found.predicted(new double[] {0.82, 0.18})).isZero();
  }

  @Test
  void costs_move_the_threshold_to_where_the_expected_costs_are_equal() {
    OutOfFoldTable table = SimulatedScores.binary(20_000, 1, 0, 1);
    DecisionCriterion costs =
        new DecisionCriterion.OfCosts(List.of(List.of(0.0, 1.0), List.of(5.0, 0.0)));
    DecisionThresholds found = of(table, costs);
    assertThat(found.thresholds().get(1)).isCloseTo(1 / 6.0, within(0.04));
    assertThat(found.kept()).isTrue();
    assertThat(found.after()).isLessThan(found.before());
    assertThat(found.improvement()).isEqualTo(found.before() - found.after());
  }

  @Test
  void right_probabilities_need_no_threshold_for_accuracy() {
    DecisionThresholds found = of(SimulatedScores.binary(4_000, 5, 0, 1), metric("accuracy"));
    assertThat(found.improvement()).isCloseTo(0, within(0.005));
    assertThat(found.thresholds().get(1)).isCloseTo(0.5, within(0.1));
  }

  /** By trying every threshold on its own, with the metric of cells. */
  @ParameterizedTest
  @ValueSource(
      strings = {"f1", "f-measure-by-label", "balanced-accuracy", "mcc", "accuracy", "macro-f1"})
  void of_two_classes_no_threshold_is_better_than_the_one_that_is_found(String name) {
    for (int seed = 0; seed < 20; seed++) {
      var random = new Seed(seed).random();
      int size = 60;
      double[] labels = new double[size];
      double[] positive = new double[size];
      double[] weights = new double[size];
      for (int row = 0; row < size; row++) {
        labels[row] = random.nextInt(10) < 3 ? 1 : 0;
        positive[row] = random.nextInt(21) / 20.0;
        weights[row] = random.nextInt(1, 300) / 100.0;
      }
      OutOfFoldTable table = table(labels, positive, weights);
      double[] best = new ThresholdSearch(table, table.stored(0), metric(name)).best(table.all());
      Scoring scoring = Scoring.of(Metric.of(name).orElseThrow());
      double found = value(scoring, labels, positive, weights, best[1]);
      double largest =
          IntStream.range(0, 40)
              .mapToDouble(i -> value(scoring, labels, positive, weights, i / 40.0 + 0.0125))
              .max()
              .orElseThrow();
      assertThat(found).as("%s, seed %d", name, seed).isCloseTo(largest, within(1e-9));
    }
  }

  private static double value(
      Scoring scoring, double[] labels, double[] positive, double[] weights, double threshold) {
    double[] predictions = Arrays.stream(positive).map(p -> p > threshold ? 1 : 0).toArray();
    return scoring.value(
        PredictedRows.of(labels, predictions, new double[0], new double[0][]).weighing(weights));
  }

  @Test
  void rare_classes_are_found_by_thresholds_of_three_classes() {
    OutOfFoldTable table = SimulatedScores.multiclass(3_000, 2, 1);
    DecisionThresholds found = of(table, metric("balanced-accuracy"));
    assertThat(found.kept()).isTrue();
    assertThat(found.improvement()).isGreaterThan(0.05);
    assertThat(found.thresholds().get(2)).isLessThan(found.thresholds().get(0));
    assertThat(found.thresholds().stream().mapToDouble(t -> t).sum()).isCloseTo(1, within(1e-12));
    assertThat(found).isEqualTo(of(table, metric("balanced-accuracy")));
  }

  @Test
  void weights_count_as_rows_do() {
    double[] labels = {0, 1, 0, 1, 1, 0, 0, 1};
    double[] positive = {0.1, 0.2, 0.3, 0.4, 0.45, 0.6, 0.2, 0.7};
    double[] weights = {1, 2, 3, 1, 1, 2, 1, 2};
    int[] rows =
        IntStream.range(0, 8)
            .flatMap(r -> IntStream.generate(() -> r).limit((long) weights[r]))
            .toArray();
    OutOfFoldTable weighted = table(labels, positive, weights);
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    OutOfFoldTable repeated =
        table(
            Arrays.stream(rows).mapToDouble(r -> labels[r]).toArray(),
            Arrays.stream(rows).mapToDouble(r -> positive[r]).toArray(),
            ones);
    assertThat(best(weighted)).isEqualTo(best(repeated));
  }

  private static double[] best(OutOfFoldTable table) {
    return new ThresholdSearch(table, table.stored(0), metric("mcc")).best(table.all());
  }

  @Test
  void where_nothing_is_better_the_thresholds_stay_equal() {
    double[] labels = {0, 1, 0, 1};
    DecisionThresholds found =
        of(
            table(labels, new double[] {0.2, 0.8, 0.1, 0.9}, new double[] {1, 1, 1, 1}),
            metric("f1"));
    assertThat(found.thresholds()).containsExactly(0.5, 0.5);
    assertThat(found.kept()).isFalse();
  }

  @Test
  void criteria_that_decisions_do_not_reach_are_refused() {
    assertThatThrownBy(() -> metric("area-under-roc"))
        .hasMessage("'area-under-roc' does not depend on decisions alone.");
    assertThatThrownBy(() -> new DecisionCriterion.OfCosts(List.of(List.of(0.0, 1.0))))
        .hasMessage("costs: [[0.0, 1.0]] is not a square matrix.");
    assertThatThrownBy(
            () ->
                of(
                    SimulatedScores.multiclass(50, 1, 1),
                    new DecisionCriterion.OfCosts(List.of(List.of(0.0, 1.0), List.of(5.0, 0.0)))))
        .hasMessage("A criterion for 2 classes on a table of 3.");
    assertThat(metric("hamming-loss").direction()).isEqualTo(Direction.MINIMIZE);
  }
}
