package org.espalier.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.espalier.numeric.BoundedLbfgs;
import org.espalier.numeric.BoundedLbfgs.Minimum;

/**
 * Maximum a posteriori fit of the hyperparameters: L-BFGS on their logarithms from several starts.
 *
 * @param evaluations of the likelihood, from each start
 */
public record HyperparameterFit(Prior prior, int starts, int evaluations) {

  private static final double TOLERANCE = 1e-2;

  // Bounds: beyond these, a coordinate is noise or has no influence, and the exact value does not
  // matter.
  private static final double[] LENGTHSCALES = {0.03, 300};
  private static final double[] VARIANCES = {0.05, 20};
  private static final double[] NOISES = {1e-6, 1};

  /**
   * The most probable hyperparameters that the starts lead to.
   *
   * @param observations at least one; each point has as many coordinates as there are choices
   */
  public Hyperparameters fit(FittingSubset observations, boolean[] choice, RandomGenerator random) {
    Likelihood likelihood = new Likelihood(observations, choice, prior);
    double[] lower = bounds(choice.length, 0);
    double[] upper = bounds(choice.length, 1);
    return starts(choice.length, random).stream()
        .map(s -> BoundedLbfgs.minimize(likelihood, s, lower, upper, evaluations, TOLERANCE))
        .min(Comparator.comparingDouble(Minimum::value))
        .map(minimum -> likelihood.hyperparameters(minimum.point()))
        .orElseThrow();
  }

  private static double[] bounds(int coordinates, int end) {
    double[] bounds = new double[coordinates + 2];
    Arrays.fill(bounds, 0, coordinates, Math.log(LENGTHSCALES[end]));
    bounds[coordinates] = Math.log(VARIANCES[end]);
    bounds[coordinates + 1] = Math.log(NOISES[end]);
    return bounds;
  }

  /**
   * Starts: short lengthscales, then those at which the corners of the cube are still correlated,
   * then draws around these.
   */
  private List<double[]> starts(int coordinates, RandomGenerator random) {
    List<double[]> list = new ArrayList<>();
    double root = Math.sqrt(coordinates);
    for (int s = 0; s < starts; s++) {
      double[] start = new double[coordinates + 2];
      for (int i = 0; i < coordinates; i++) {
        start[i] = Math.log(s == 0 ? 0.3 * root : root) + (s < 2 ? 0 : random.nextGaussian());
      }
      start[coordinates + 1] = prior.noise().centre();
      list.add(start);
    }
    return list;
  }
}
