package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {

  private static final double TINY = 1e-12;

  private static double metric(String name, double[]... weights) {
    ConfusionMatrix counts = new ConfusionMatrix();
    for (int label = 0; label < weights.length; label++) {
      for (int prediction = 0; prediction < weights.length; prediction++) {
        if (weights[label][prediction] > 0) {
          counts.add(label, prediction, weights[label][prediction]);
        }
      }
    }
    return switch (name) {
      case "cohensKappa" -> counts.cohensKappa();
      case "mcc" -> counts.matthews();
      case "balancedAccuracy" -> counts.balancedAccuracy();
      case "macroF1" -> counts.macroF1();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: the textbook's example, with kappa 0.4. */
  private static final double[][] TWO = {{20, 5}, {10, 15}};

  @Test
  void of_two_classes_are_the_textbooks_numbers() {
    assertThat(metric("cohensKappa", TWO)).isEqualTo(0.4, within(TINY));
    // (20 * 15 - 5 * 10) / sqrt(25 * 25 * 30 * 20)
    assertThat(metric("mcc", TWO)).isEqualTo(250 / Math.sqrt(375_000), within(TINY));
    assertThat(metric("balancedAccuracy", TWO)).isEqualTo((0.8 + 0.6) / 2, within(TINY));
    assertThat(metric("macroF1", TWO)).isEqualTo((40.0 / 55 + 30.0 / 45) / 2, within(TINY));
  }

  @Test
  void of_more_classes_leave_out_those_that_do_not_occur() {
    double[][] three = {{2, 0, 1}, {0, 0, 0}, {0, 0, 3}};
    assertThat(metric("balancedAccuracy", three)).isEqualTo((2.0 / 3 + 1) / 2, within(TINY));
    assertThat(metric("macroF1", three)).isEqualTo((4.0 / 5 + 6.0 / 7) / 2, within(TINY));
    // c = 5, s = 6, t = (3, 0, 3), p = (2, 0, 4): (30 - 18) / sqrt((36 - 20) (36 - 18))
    assertThat(metric("mcc", three)).isEqualTo(12 / Math.sqrt(16 * 18), within(TINY));
  }

  @Test
  void of_one_prediction_for_all_rows_is_no_better_than_chance() {
    double[][] constant = {{5, 0}, {7, 0}};
    assertThat(metric("mcc", constant)).isZero();
    assertThat(metric("cohensKappa", constant)).isZero();
    assertThat(metric("balancedAccuracy", constant)).isEqualTo(0.5);
  }

  @Test
  void of_perfect_predictions_are_one() {
    for (String name : new String[] {"balancedAccuracy", "macroF1", "cohensKappa", "mcc"}) {
      assertThat(metric(name, new double[] {3, 0}, new double[] {0, 4})).as(name).isEqualTo(1);
    }
  }

  @Test
  void any_number_is_a_class_and_zero_has_no_sign() {
    ConfusionMatrix counts = new ConfusionMatrix();
    counts.add(-1, -1, 2);
    counts.add(0.0, -0.0, 1);
    counts.add(0.5, Double.NaN, 1);
    assertThat(counts.accuracy()).isEqualTo(0.75);
    assertThat(counts.recall(0)).isEqualTo(1);
  }

  @Test
  void what_no_row_tells_is_not_defined() {
    ConfusionMatrix one = new ConfusionMatrix();
    one.add(1, 1, 1);
    assertThat(one.weightedFalsePositives()).isNaN(); // there are no other labels
    assertThat(one.recall(2)).isNaN();
    assertThat(one.precision(2)).isZero();
    assertThat(new ConfusionMatrix().accuracy()).isNaN();
    assertThat(new ConfusionMatrix().weightedRecall()).isNaN();
    assertThat(new ConfusionMatrix().macroF1()).isNaN();
  }

  @Test
  void parts_are_merged_whatever_classes_they_have() {
    ConfusionMatrix all = new ConfusionMatrix();
    ConfusionMatrix part = new ConfusionMatrix();
    ConfusionMatrix other = new ConfusionMatrix();
    for (int row = 0; row < 60; row++) {
      all.add(row % 7, row % 5, 1 + row % 2);
      (row < 3 ? part : other).add(row % 7, row % 5, 1 + row % 2);
    }
    part.merge(other);
    assertThat(part.accuracy()).isEqualTo(all.accuracy());
    assertThat(part.matthews()).isEqualTo(all.matthews());
    assertThat(part.macroF1()).isEqualTo(all.macroF1());
  }
}
