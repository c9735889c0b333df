package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

/** Curves, tables and residuals of predictions, and the importance of columns. */
final class ExaminedPartsTest {

  private static final double TINY = 1e-12;

  private static PredictedRows scored(double[] labels, double[] scores) {
    double[][] probabilities = new double[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      probabilities[i] = new double[] {1 - scores[i], scores[i]};
    }
    return PredictedRows.of(labels, labels, scores, probabilities);
  }

  @Test
  void curves_are_shares_of_rows_from_the_highest_score_down() {
    BinaryCurves curves =
        BinaryCurves.of(
                scored(new double[] {1, 0, 1, 0}, new double[] {0.9, 0.7, 0.7, 0.1})
                    .weighing(new double[] {1, 1, 3, 1}))
            .orElseThrow();
    assertThat(curves.roc())
        .containsExactly(
            new BinaryCurves.Point(0, 0),
            new BinaryCurves.Point(0, 0.25),
            new BinaryCurves.Point(0.5, 1),
            new BinaryCurves.Point(1, 1));
    assertThat(curves.precisionRecall())
        .containsExactly(
            new BinaryCurves.Point(0, 1),
            new BinaryCurves.Point(0.25, 1),
            new BinaryCurves.Point(1, 0.8),
            new BinaryCurves.Point(1, 4.0 / 6));
  }

  @Test
  void long_curves_keep_both_ends_and_points_of_the_whole_curve() {
    RandomGenerator random = new Seed(3).random();
    double[] scores = random.doubles(5_000).toArray();
    double[] labels = IntStream.range(0, 5_000).mapToDouble(i -> i % 3 == 0 ? 1 : 0).toArray();
    BinaryCurves curves = BinaryCurves.of(scored(labels, scores)).orElseThrow();
    assertThat(curves.roc()).hasSize(BinaryCurves.MAX_POINTS).doesNotHaveDuplicates();
    assertThat(curves.roc().get(0)).isEqualTo(new BinaryCurves.Point(0, 0));
    assertThat(curves.roc().get(199)).isEqualTo(new BinaryCurves.Point(1, 1));
    assertThat(curves.precisionRecall().get(199).y()).isCloseTo(1_667 / 5_000.0, within(TINY));
    assertThat(BinaryCurves.of(scored(labels, scores))).hasValue(curves);
    assertThat(ThinnedList.thin(List.of(1, 2, 3, 4, 5, 6, 7), 3)).containsExactly(1, 4, 7);
    assertThat(ThinnedList.thin(List.of(1, 2, 3), 3)).containsExactly(1, 2, 3);
  }

  @Test
  void one_class_has_no_curves() {
    double[] scores = {0.1, 0.2};
    assertThat(BinaryCurves.of(scored(new double[] {1, 1}, scores))).isEmpty();
    assertThat(BinaryCurves.of(scored(new double[] {0, 0}, scores))).isEmpty();
    assertThat(BinaryCurves.of(scored(new double[] {0, 1}, scores).weighing(new double[] {1, 0})))
        .isEmpty();
  }

  @Test
  void calibration_compares_means_of_bins_with_shares_of_rows() {
    Calibration calibration =
        Calibration.of(
                scored(new double[] {0, 1, 1, 1}, new double[] {0.02, 0.04, 0.95, 1})
                    .weighing(new double[] {3, 1, 1, 1}))
            .orElseThrow();
    assertThat(calibration.bins()).hasSize(2);
    assertThat(calibration.bins().get(0).predicted()).isCloseTo(0.025, within(TINY));
    assertThat(calibration.bins().get(0).observed()).isEqualTo(0.25);
    assertThat(calibration.bins().get(1)).isEqualTo(new Calibration.Bin(0.975, 1, 2));
  }

  @Test
  void calibration_of_more_classes_is_that_of_the_predicted_one() {
    PredictedRows rows =
        PredictedRows.of(
            new double[] {2, 0},
            new double[] {2, 1},
            new double[] {0, 0},
            new double[][] {{0.1, 0.3, 0.6}, {0.25, 0.5, 0.25}});
    assertThat(Calibration.of(rows).orElseThrow().bins())
        .containsExactly(new Calibration.Bin(0.5, 0, 1), new Calibration.Bin(0.6, 1, 1));
    PredictedRows broken =
        PredictedRows.of(
            new double[] {0}, new double[] {0}, new double[] {0}, new double[][] {{-1, 2}});
    assertThatThrownBy(() -> Calibration.of(broken)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_confusion_matrix_has_all_classes_by_name_and_the_weights_of_rows() {
    PredictedRows rows =
        PredictedRows.of(new double[] {0, 1, 1, 7}, new double[] {0, 0, 1, -0.0})
            .weighing(new double[] {1, 2, 3, 0.5});
    ConfusionTable table = ConfusionTable.of(rows, List.of("no", "yes")).orElseThrow();
    assertThat(table.classes()).containsExactly("no", "yes", "7");
    assertThat(table.weights())
        .containsExactly(List.of(1.0, 0.0, 0.0), List.of(2.0, 3.0, 0.0), List.of(0.5, 0.0, 0.0));
    double[] many = IntStream.rangeClosed(0, ConfusionTable.MAX_CLASSES).asDoubleStream().toArray();
    assertThat(ConfusionTable.of(PredictedRows.of(many, many), List.of())).isEmpty();
  }

  @Test
  void residuals_are_labels_less_predictions_and_few_points_show_many() {
    double[] labels = IntStream.range(0, 3_001).asDoubleStream().toArray();
    Residuals residuals =
        Residuals.of(PredictedRows.of(labels, new double[labels.length])).orElseThrow();
    assertThat(residuals.points())
        .hasSize(Residuals.MAX_POINTS)
        .startsWith(new Residuals.Point(0, 0))
        .endsWith(new Residuals.Point(0, 3_000));
    assertThat(residuals.quantiles())
        .startsWith(new Residuals.Quantile(0, 0))
        .contains(new Residuals.Quantile(0.25, 750), new Residuals.Quantile(0.5, 1_500))
        .endsWith(new Residuals.Quantile(1, 3_000));
    assertThat(Residuals.of(PredictedRows.of(new double[] {1}, new double[] {Double.NaN})))
        .isEmpty();
  }

  @Test
  void importance_is_the_mean_loss_in_the_metrics_direction_with_its_standard_error() {
    double[] shuffled = {0.7, 0.9, 0.8};
    PermutationImportance.Column column =
        PermutationImportance.column(
            "a", new Objective("accuracy", Direction.MAXIMIZE), 0.9, shuffled);
    assertThat(column.decrease()).isCloseTo(0.1, within(TINY));
    assertThat(column.error()).isCloseTo(0.1 / Math.sqrt(3), within(TINY));
    assertThat(
            PermutationImportance.column(
                    "a", new Objective("rmse", Direction.MINIMIZE), 0.9, shuffled)
                .decrease())
        .isCloseTo(-0.1, within(TINY));
  }

  @Test
  void parts_refuse_what_cannot_be() {
    assertThatThrownBy(() -> new BinaryCurves.Point(0, 1.1)).hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> new PermutationImportance.Column("a", Double.NaN, 0))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ConfusionTable(List.of("a"), List.of(List.of())))
        .hasMessageContaining("1 classes and 1 rows");
  }
}
