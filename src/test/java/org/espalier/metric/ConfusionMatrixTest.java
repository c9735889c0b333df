package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {

  private static final double TINY = 1e-12;

  private static double metric(String name, double[]... weights) {
    return new ConfusionMatrix(weights).metric(name);
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
}
