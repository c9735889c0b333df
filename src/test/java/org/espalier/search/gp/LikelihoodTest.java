package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class LikelihoodTest {

  private static final boolean[] CHOICE = {false, true, false, false};

  private static double[][] points(int n) {
    Random random = new Random(3);
    double[][] points = new double[n][];
    for (int i = 0; i < n; i++) {
      points[i] = new double[] {random.nextDouble(), random.nextInt(3), random.nextDouble(), 1};
    }
    return points;
  }

  private static double[] values(double[][] points) {
    double[] values = new double[points.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(5 * points[i][0]) + (points[i][1] == 1 ? 1 : 0);
    }
    return values;
  }

  private static FittingSubset plain(double[][] points, double[] values) {
    return new FittingSubset(points, values, new double[values.length]);
  }

  /** Every third observation is of an earlier study and has more noise. */
  private static FittingSubset subset(double[][] points, double[] values) {
    double[] extraNoise = new double[values.length];
    for (int i = 0; i < values.length; i += 3) {
      extraNoise[i] = 0.7;
    }
    return new FittingSubset(points, values, extraNoise);
  }

  @Test
  void its_gradient_is_that_of_finite_differences() {
    double[][] points = points(17);
    Likelihood likelihood =
        new Likelihood(subset(points, values(points)), CHOICE, Prior.standard().scaled(3));
    double[] at = {-0.7, 0.4, 0.9, 0.1, 0.3, -4.2};
    double[] gradient = new double[at.length];
    likelihood.at(at, gradient);
    double step = 1e-5;
    for (int i = 0; i < at.length; i++) {
      double[] above = at.clone();
      double[] below = at.clone();
      above[i] += step;
      below[i] -= step;
      double[] unused = new double[at.length];
      double rise = likelihood.at(above, unused) - likelihood.at(below, unused);
      assertThat(gradient[i]).isCloseTo(rise / (2 * step), within(1e-6));
    }
  }

  @Test
  void of_one_observation_it_is_the_density_of_the_value() {
    // The mean takes y / (1 + p) of the value y at unit variance, where p is its prior precision.
    Prior prior = Prior.standard().scaled(3);
    double[] at = {0, 0, 0, 0, Math.log(0.9), Math.log(0.1)};
    double[] unused = new double[6];
    double[][] point = {{0.5, 1, 0.5, 1}};
    double two = new Likelihood(plain(point, new double[] {2}), CHOICE, prior).at(at, unused);
    double none = new Likelihood(plain(point, new double[] {0}), CHOICE, prior).at(at, unused);
    double p = prior.meanPrecision();
    assertThat(two - none).isCloseTo(0.5 * 4 * p / (1 + p), within(1e-12));
  }

  @Test
  void the_fit_finds_which_parameters_matter() {
    double[][] points = points(40);
    Hyperparameters fitted =
        new HyperparameterFit(Prior.standard().scaled(3), 3, 60)
            .fit(plain(points, values(points)), CHOICE, new Random(1));
    // The third has no influence: the prior alone decides, and it holds a long lengthscale likely.
    assertThat(fitted.lengthscales()[2]).isGreaterThan(3 * fitted.lengthscales()[0]);
    assertThat(fitted.noise()).isLessThan(0.01);
  }
}
