package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ObjectiveTest {

  private static final Objective AUC = new Objective("area-under-roc", Direction.MAXIMIZE);
  private static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);

  @Test
  void a_loss_is_smaller_for_a_better_score() {
    assertThat(AUC.loss(0.9)).isEqualTo(-0.9).isLessThan(AUC.loss(0.8));
    assertThat(RMSE.loss(1.5)).isEqualTo(1.5).isLessThan(RMSE.loss(2));
  }

  @Test
  void a_loss_is_told_with_ten_significant_digits() {
    assertThat(RMSE.loss(0.123456789012345)).isEqualTo(0.1234567890);
    assertThat(RMSE.loss(0.12345678905)).isEqualTo(0.1234567891);
    assertThat(RMSE.loss(1234567.89012345)).isEqualTo(1234567.890);
    assertThat(RMSE.loss(1e-20 * 1.00000000004)).isEqualTo(1e-20);
    assertThat(AUC.loss(0.87654321012)).isEqualTo(AUC.loss(0.87654321011));
  }

  @Test
  void a_loss_is_never_negative_zero() {
    for (Objective objective : new Objective[] {AUC, RMSE}) {
      for (double zero : new double[] {0.0, -0.0}) {
        assertThat(Double.compare(objective.loss(zero), 0.0)).isZero();
      }
    }
  }

  @Test
  void the_largest_scores_stay_finite() {
    assertThat(RMSE.loss(Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    assertThat(AUC.loss(-Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void refuses_what_is_no_score() {
    for (double score :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> RMSE.loss(score))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("rmse is %s.".formatted(score));
    }
  }

  @Test
  void an_improvement_is_positive_for_the_better() {
    assertThat(AUC.improvement(0.75, 0.5)).isEqualTo(0.25);
    assertThat(RMSE.improvement(0.75, 0.5)).isEqualTo(-0.25);
  }
}
