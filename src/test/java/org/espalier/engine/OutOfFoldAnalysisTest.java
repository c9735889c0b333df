package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.ScoreStore;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.outoffold.OutOfFoldTable;
import org.espalier.spec.ModelPlan;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class OutOfFoldAnalysisTest {

  private static final int FOLDS = 4;

  private static final int ROWS = 30; // of a fold

  private static final List<List<Double>> COSTS = List.of(List.of(0.0, 1.0), List.of(5.0, 0.0));

  private final SortedMap<ScoreStore.FullCell, FoldScores.Keyed> scores = new TreeMap<>();

  /** Adds a fold of two rows. */
  private void add(int trial, int fold, long firstKey, double label, double... values) {
    double[] labels = {label, 0};
    scores.put(
        new ScoreStore.FullCell(trial, fold),
        new FoldScores.Keyed(
            new long[] {firstKey, 7}, new double[] {1, 1}, new FoldScores(labels, labels, values)));
  }

  private Optional<OutOfFoldTable> table(ProblemType task, int folds, int classes) {
    return OutOfFoldAnalysis.table(scores, 0, folds, folds, task, classes);
  }

  @Test
  void trials_without_probabilities_of_the_same_rows_are_left_out() {
    for (int trial = 0; trial < 3; trial++) {
      add(trial, 0, 1, 1, 0.25, 0.75, 0.5, 0.5);
    }
    add(0, 1, 2, 1, 0.25, 0.75, 0.5, 0.5);
    add(1, 1, 2, 1, -2, 3, 0.5, 0.5);
    add(2, 1, 3, 1, 0.25, 0.75, 0.5, 0.5);
    assertThat(table(ProblemType.BINARY, 2, 2).orElseThrow().trials()).containsExactly(0);
    assertThat(table(ProblemType.BINARY, 1, 2).orElseThrow().trials()).containsExactly(0, 1, 2);
  }

  @Test
  void numbers_are_no_probabilities_but_have_to_be_finite() {
    add(0, 0, 1, 1, -3, 4);
    add(1, 0, 1, 1, Double.NaN, 4);
    add(2, 0, 1, 1, 5, 6, 7, 8);
    assertThat(table(ProblemType.REGRESSION, 1, 0).orElseThrow().trials()).containsExactly(0);
  }

  @Test
  void there_is_no_table_for_other_tasks_or_without_scores_of_the_winner() {
    add(0, 0, 1, 1, -3, 4);
    assertThat(table(ProblemType.SURVIVAL, 1, 0)).isEmpty();
    assertThat(table(ProblemType.CLUSTERING, 1, 0)).isEmpty();
    assertThat(table(ProblemType.REGRESSION, 2, 0)).isEmpty();
    add(0, 0, 1, Double.NaN, -3, 4);
    add(1, 0, 1, 1, -3, 4);
    assertThat(table(ProblemType.REGRESSION, 1, 0)).isEmpty();
  }

  /** The result for one trial whose probabilities are off. */
  private static OutOfFoldAnalysis.Result result(Metric metric, ModelPlan plan) {
    int rows = FOLDS * ROWS;
    int[] folds = IntStream.range(0, rows).map(row -> row / ROWS).toArray();
    double[] labels = new double[rows];
    double[] probabilities = new double[2 * rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row % 3 > 0 ? 0 : 1;
      double positive = row % 5 > 0 == row % 3 > 0 ? 0.05 : 0.45;
      probabilities[2 * row] = 1 - positive;
      probabilities[2 * row + 1] = positive;
    }
    OutOfFoldTable table =
        new OutOfFoldTable(
            ProblemType.BINARY, 2, OutOfFoldTable.Rows.of(folds, labels), Map.of(0, probabilities));
    return new OutOfFoldAnalysis(table, 0, metric, plan, new Seed(1)).result();
  }

  private static ModelPlan plan(boolean thresholds, List<List<Double>> costs, boolean calibrated) {
    return new ModelPlan(
        ModelPlan.Save.SPARK, thresholds, costs, calibrated, 1, ModelPlan.Refit.TRAINING);
  }

  private static String criterion(String metric, List<List<Double>> costs) {
    return result(Metric.of(metric).orElseThrow(), plan(costs.isEmpty(), costs, false))
        .findings()
        .thresholds()
        .map(OutOfFoldFindings.Thresholds::criterion)
        .orElseThrow();
  }

  @Test
  void thresholds_are_chosen_by_costs_else_by_the_metric_or_one_of_classes() {
    assertThat(criterion("accuracy", COSTS)).isEqualTo("costs");
    assertThat(criterion("accuracy", List.of())).isEqualTo("accuracy");
    assertThat(criterion("area-under-roc", List.of())).isEqualTo("balanced-accuracy");
  }

  @Test
  void what_a_plan_does_not_ask_for_is_not_made() {
    OutOfFoldAnalysis.Result none = result(Metric.LOG_LOSS, plan(false, List.of(), false));
    assertThat(none.findings().thresholds()).isEmpty();
    assertThat(none.findings().calibration()).isEmpty();
    assertThat(none.calibrator()).isEmpty();
    assertThat(none.thresholds(2)).containsExactly(1.0, 1.0);
  }

  @Test
  void a_calibration_names_its_method_and_is_part_of_the_model_if_it_is_better() {
    OutOfFoldAnalysis.Result found = result(Metric.LOG_LOSS, plan(false, List.of(), true));
    OutOfFoldFindings.Calibration calibration = found.findings().calibration().orElseThrow();
    assertThat(calibration.method()).isEqualTo("isotonic");
    assertThat(calibration.kept()).isTrue();
    assertThat(found.calibrator()).isPresent();
  }
}
