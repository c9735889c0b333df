package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LossScaleTest {

  private static final double SHIFT = 0.5;

  @Test
  void keeps_the_order() {
    double[] losses = new Random(1).doubles(50).map(u -> Math.exp(20 * u)).toArray();
    double[] scaled = LossScale.standardised(losses, SHIFT);
    for (int i = 0; i < losses.length; i++) {
      for (int j = 0; j < losses.length; j++) {
        if (losses[i] < losses[j]) {
          assertThat(scaled[i]).isLessThanOrEqualTo(scaled[j]);
        }
        if (losses[i] < losses[j] && losses[i] < 1) {
          assertThat(scaled[i]).isLessThan(scaled[j]);
        }
      }
    }
  }

  @Test
  void is_standardised() {
    double[] scaled = LossScale.standardised(new Random(2).doubles(40).toArray(), SHIFT);
    assertThat(Arrays.stream(scaled).average().orElseThrow()).isCloseTo(0, within(1e-12));
    assertThat(Arrays.stream(scaled).map(v -> v * v).average().orElseThrow())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void a_huge_loss_leaves_the_good_ones_apart() {
    double[] scaled =
        LossScale.standardised(new double[] {0.10, 0.11, 0.12, 0.13, 0.14, 4e7, 0.2}, SHIFT);
    assertThat(scaled[4] - scaled[0]).isGreaterThan(0.5);
    assertThat(scaled[5]).isGreaterThan(scaled[6]).isLessThan(3);
  }

  @Test
  void does_not_depend_on_unit_or_origin_of_the_losses() {
    double[] losses = new Random(3).doubles(30).toArray();
    double[] other = Arrays.stream(losses).map(x -> 512 * x - 64).toArray();
    assertThat(LossScale.standardised(other, SHIFT))
        .containsExactly(LossScale.standardised(losses, SHIFT), within(1e-9));
  }

  @Test
  void the_largest_of_doubles_is_a_loss_like_any_other() {
    double[] scaled =
        LossScale.standardised(new double[] {1, 2, 3, Double.MAX_VALUE, -Double.MAX_VALUE}, SHIFT);
    assertThat(Arrays.stream(scaled).allMatch(Double::isFinite)).isTrue();
    assertThat(scaled[4]).isLessThan(scaled[0]);
  }

  @Test
  void losses_that_are_all_the_same_are_all_zero() {
    assertThat(LossScale.standardised(new double[] {3, 3, 3}, SHIFT)).containsOnly(0.0);
    assertThat(LossScale.standardised(new double[] {3}, SHIFT)).containsOnly(0.0);
  }

  @Test
  void half_of_the_losses_may_be_the_best_one() {
    double[] scaled = LossScale.standardised(new double[] {1, 1, 1, 5}, SHIFT);
    assertThat(scaled).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(scaled[3]).isGreaterThan(scaled[0]);
  }
}
