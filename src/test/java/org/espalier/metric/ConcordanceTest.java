package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConcordanceTest {

  private static double[] ones(int rows) {
    double[] ones = new double[rows];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void is_the_share_of_known_pairs_that_are_in_order() {
    // Known are 1 < 2, 1 < 3 and 2 < 3; the last one is in the wrong order.
    double[] times = {1, 2, 3};
    boolean[] ended = {true, true, true};
    assertThat(Concordance.index(times, ended, new double[] {1, 3, 2}, ones(3)))
        .isCloseTo(2.0 / 3, within(1e-15));
  }

  @Test
  void a_time_that_was_cut_off_is_not_known_to_be_the_shorter_one() {
    double[] times = {1, 2, 3};
    assertThat(
            Concordance.index(
                times, new boolean[] {false, true, false}, new double[] {9, 1, 2}, ones(3)))
        .isEqualTo(1);
    assertThat(Concordance.index(times, new boolean[3], new double[] {1, 2, 3}, ones(3))).isNaN();
  }

  @Test
  void of_equal_times_the_one_that_was_cut_off_is_the_longer_one() {
    double[] times = {5, 5};
    boolean[] ended = {true, false};
    assertThat(Concordance.index(times, ended, new double[] {1, 2}, ones(2))).isEqualTo(1);
    assertThat(Concordance.index(times, ended, new double[] {2, 1}, ones(2))).isZero();
    assertThat(Concordance.index(times, ended, new double[] {1, 1}, ones(2))).isEqualTo(0.5);
    assertThat(Concordance.index(times, new boolean[] {true, true}, new double[] {1, 2}, ones(2)))
        .isNaN();
  }

  @Test
  void a_missing_prediction_has_no_order() {
    assertThat(
            Concordance.index(
                new double[] {1, 2},
                new boolean[] {true, true},
                new double[] {1, Double.NaN},
                ones(2)))
        .isNaN();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void equals_the_count_over_all_pairs(long seed) {
    Random random = new Random(seed);
    int rows = 200;
    double[] times = random.doubles(rows).map(t -> Math.ceil(t * 30)).toArray();
    double[] predictions = random.doubles(rows).map(p -> Math.ceil(p * 20)).toArray();
    double[] weights = random.doubles(rows).toArray();
    boolean[] ended = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      ended[i] = random.nextInt(3) > 0;
    }
    double known = 0;
    double concordant = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        boolean longer = times[i] < times[j] || (times[i] == times[j] && !ended[j]);
        if (i != j && ended[i] && longer) {
          known += weights[i] * weights[j];
          double order = 0.5 + Math.signum(predictions[j] - predictions[i]) / 2;
          concordant += weights[i] * weights[j] * order;
        }
      }
    }
    assertThat(Concordance.index(times, ended, predictions, weights))
        .isCloseTo(concordant / known, within(1e-12));
  }
}
