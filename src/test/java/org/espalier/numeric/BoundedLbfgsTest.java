package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.espalier.numeric.BoundedLbfgs.Minimum;
import org.espalier.numeric.BoundedLbfgs.Smooth;
import org.junit.jupiter.api.Test;

final class BoundedLbfgsTest {

  /** Rosenbrock's function in any dimension; its minimum is 0 at (1, …, 1). */
  private static final Smooth ROSENBROCK =
      (x, gradient) -> {
        Arrays.fill(gradient, 0);
        double value = 0;
        for (int i = 0; i + 1 < x.length; i++) {
          double valley = x[i + 1] - x[i] * x[i];
          value += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
          gradient[i] += -400 * valley * x[i] - 2 * (1 - x[i]);
          gradient[i + 1] += 200 * valley;
        }
        return value;
      };

  private static double[] filled(int size, double value) {
    double[] array = new double[size];
    Arrays.fill(array, value);
    return array;
  }

  private static Minimum minimize(Smooth function, double[] start, double low, double high) {
    int size = start.length;
    return BoundedLbfgs.minimize(
        function, start, filled(size, low), filled(size, high), 1000, 1e-9);
  }

  @Test
  void finds_the_minimum_of_a_curved_valley() {
    for (int size : new int[] {2, 5, 10}) {
      Minimum minimum = minimize(ROSENBROCK, filled(size, -1), -5, 5);
      assertThat(minimum.point()).containsExactly(filled(size, 1), within(1e-4));
      assertThat(minimum.evaluations()).isLessThan(300);
    }
  }

  @Test
  void stops_at_a_bound_where_the_function_falls_beyond_it() {
    // Within x <= 0.5 the best is x = 0.5, y = 0.25.
    Minimum minimum = minimize(ROSENBROCK, new double[] {-1, -1}, -2, 0.5);
    assertThat(minimum.point()).containsExactly(new double[] {0.5, 0.25}, within(1e-6));
  }

  @Test
  void leaves_a_bound_where_the_function_falls_within() {
    Minimum minimum = minimize(ROSENBROCK, new double[] {-2, 2}, -2, 2);
    assertThat(minimum.point()).containsExactly(new double[] {1, 1}, within(1e-4));
  }

  @Test
  void starts_within_the_box_even_if_told_to_start_outside() {
    Minimum minimum = minimize(ROSENBROCK, new double[] {9, 9}, -2, 2);
    assertThat(minimum.point()).containsExactly(new double[] {1, 1}, within(1e-4));
  }

  @Test
  void spends_no_more_evaluations_than_it_may() {
    int[] count = {0};
    Smooth counted =
        (x, gradient) -> {
          count[0]++;
          return ROSENBROCK.at(x, gradient);
        };
    double[] low = {-5, -5};
    double[] high = {5, 5};
    Minimum minimum = BoundedLbfgs.minimize(counted, new double[] {-1, 2}, low, high, 7, 0);
    assertThat(count[0]).isEqualTo(7).isEqualTo(minimum.evaluations());
  }

  @Test
  void never_ends_above_its_start() {
    Smooth wrong = // a gradient that points the wrong way
        (x, gradient) -> {
          gradient[0] = -2 * x[0];
          return x[0] * x[0];
        };
    assertThat(minimize(wrong, new double[] {1}, -3, 3).value()).isEqualTo(1);
  }

  @Test
  void turns_back_from_where_there_is_no_value() {
    Smooth log = // x - log x, without a value below 0
        (x, gradient) -> {
          gradient[0] = 1 - 1 / x[0];
          return x[0] - Math.log(x[0]);
        };
    assertThat(minimize(log, new double[] {0.01}, -5, 5).point()[0]).isCloseTo(1, within(1e-6));
  }
}
