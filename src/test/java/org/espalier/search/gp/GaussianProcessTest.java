package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.espalier.testing.GoldenTable;
import org.junit.jupiter.api.Test;

final class GaussianProcessTest {

  private static final boolean[] CHOICE = {false, true, false};
  private static final double[][] POINTS = {
    {0.1, 0, 0.9}, {0.35, 1, 0.2}, {0.5, 0, 0.5}, {0.8, 1, 0.7}, {0.95, 0, 0.1}
  };
  private static final double BEST = -1.1;

  /** The process of posterior.py. */
  private static GaussianProcess process() {
    Matern52 kernel = new Matern52(CHOICE, new double[] {0.4, 1.3, 0.7}, 1.7);
    double[] values = {1.5, -0.4, 0.2, -1.1, 0.6};
    return new GaussianProcess(kernel, noise(0.001, 5), 0.3, POINTS, values);
  }

  private static double[] noise(double variance, int observations) {
    double[] noise = new double[observations];
    Arrays.fill(noise, variance);
    return noise;
  }

  /** x, choice, y, mean, variance, log expected improvement; made by posterior.py beside it. */
  private static List<double[]> golden() throws IOException {
    return GoldenTable.rows(GaussianProcessTest.class, "posterior.csv");
  }

  private static void equal(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-10 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void posterior_and_improvement_equal_the_golden_table() throws IOException {
    GaussianProcess process = process();
    for (double[] row : golden()) {
      Posterior posterior = process.at(Arrays.copyOf(row, 3));
      equal(posterior.mean(), row[3]);
      equal(posterior.variance(), row[4]);
      equal(new LogExpectedImprovement(BEST).value(posterior.mean(), posterior.variance()), row[5]);
    }
  }

  @Test
  void many_points_at_once_are_as_one_by_one() throws IOException {
    GaussianProcess process = process();
    List<double[]> points = golden().stream().map(row -> Arrays.copyOf(row, 3)).toList();
    double[][] together = process.at(points);
    for (int i = 0; i < points.size(); i++) {
      Posterior single = process.at(points.get(i));
      equal(together[i][0], single.mean());
      equal(together[i][1], single.variance());
    }
  }

  @Test
  void gradients_are_those_of_finite_differences() {
    GaussianProcess process = process();
    double[] point = {0.42, 1, 0.37};
    Posterior posterior = process.at(point);
    double[] improvement = new double[3];
    LogExpectedImprovement criterion = new LogExpectedImprovement(BEST);
    criterion.value(posterior, improvement);
    double step = 1e-6;
    for (int i : new int[] {0, 2}) {
      double[] above = point.clone();
      double[] below = point.clone();
      above[i] += step;
      below[i] -= step;
      Posterior high = process.at(above);
      Posterior low = process.at(below);
      double mean = (high.mean() - low.mean()) / (2 * step);
      double variance = (high.variance() - low.variance()) / (2 * step);
      double log =
          (criterion.value(high.mean(), high.variance())
                  - criterion.value(low.mean(), low.variance()))
              / (2 * step);
      assertThat(posterior.meanGradient()[i]).isCloseTo(mean, within(1e-7));
      assertThat(posterior.varianceGradient()[i]).isCloseTo(variance, within(1e-7));
      assertThat(improvement[i]).isCloseTo(log, within(1e-5));
    }
    assertThat(posterior.meanGradient()[1]).isZero();
  }

  @Test
  void without_noise_it_goes_through_the_observations() {
    Matern52 kernel = new Matern52(CHOICE, new double[] {1, 1, 1}, 1);
    double[] values = {1, 2, -3, 4, 0};
    GaussianProcess process = new GaussianProcess(kernel, noise(1e-9, 5), 0, POINTS, values);
    for (int i = 0; i < values.length; i++) {
      Posterior posterior = process.at(POINTS[i]);
      assertThat(posterior.mean()).isCloseTo(values[i], within(1e-5));
      assertThat(posterior.variance()).isPositive().isLessThan(1e-8);
    }
  }

  @Test
  void an_observation_of_much_noise_counts_for_little() {
    Matern52 kernel = new Matern52(CHOICE, new double[] {1, 1, 1}, 1);
    double[][] twice = {POINTS[0], POINTS[0]};
    double[] values = {1, -1};
    GaussianProcess process =
        new GaussianProcess(kernel, new double[] {0.01, 99}, 0, twice, values);
    // Precision-weighted with the mean of the process: (100 - 1/99) / (1 + 100 + 1/99).
    assertThat(process.at(POINTS[0]).mean())
        .isCloseTo((100 - 1.0 / 99) / (101 + 1.0 / 99), within(1e-9));
  }

  @Test
  void the_same_point_observed_twice_is_no_obstacle() {
    Matern52 kernel = new Matern52(CHOICE, new double[] {1, 1, 1}, 1);
    double[][] twice = {POINTS[0], POINTS[0]};
    GaussianProcess process =
        new GaussianProcess(kernel, noise(0, 2), 0, twice, new double[] {1, 1});
    assertThat(process.at(POINTS[0]).mean()).isCloseTo(1, within(1e-6));
  }
}
