package org.espalier.search.tpe;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Parzen estimator: a density over the axes of a group, a mixture of products of kernels, one
 * around each observation, and of the prior (Bergstra et al., NeurIPS 2011, section 4; products
 * over the axes as in BOHB, Falkner, Klein and Hutter, ICML 2018). It integrates to one.
 */
final class ParzenEstimator {

  private final List<Kernel> kernels; // by axis
  private final double[][] columns; // by axis, then by observation
  private final double[] weights; // of the observations, then of the prior
  private final double[] base; // by observation: logarithm of weight and scales

  /**
   * @param kernels one for each axis
   * @param columns coordinates of the observations, by axis; there may be none
   * @param observed weights of the observations, positive
   * @param prior weight of the prior, positive
   */
  ParzenEstimator(List<Kernel> kernels, double[][] columns, double[] observed, double prior) {
    this.kernels = kernels;
    this.columns = columns;
    int n = observed.length;
    double total = prior + Arrays.stream(observed).sum();
    this.weights = Arrays.copyOf(observed, n + 1);
    weights[n] = prior;
    this.base = new double[n];
    for (int i = 0; i <= n; i++) {
      weights[i] /= total;
    }
    for (int i = 0; i < n; i++) {
      base[i] = Math.log(weights[i]);
      for (int axis = 0; axis < columns.length; axis++) {
        base[i] += kernels.get(axis).logScale(columns[axis][i]);
      }
    }
  }

  /**
   * @param point by axis
   */
  double logDensity(double[] point) {
    double[] sums = base.clone();
    double prior = Math.log(weights[base.length]);
    for (int axis = 0; axis < point.length; axis++) {
      kernels.get(axis).add(point[axis], columns[axis], sums);
      prior += kernels.get(axis).logPrior(point[axis]);
    }
    double most = prior;
    for (double sum : sums) {
      most = Math.max(most, sum);
    }
    double all = Math.exp(prior - most);
    for (double sum : sums) {
      all += Math.exp(sum - most);
    }
    return most + Math.log(all);
  }

  /** A point drawn from the density. */
  double[] draw(RandomGenerator random) {
    double rest = random.nextDouble() - weights[0];
    int drawn = 0;
    while (rest >= 0 && drawn < base.length) {
      rest -= weights[++drawn];
    }
    double[] point = new double[columns.length];
    for (int axis = 0; axis < point.length; axis++) {
      Kernel kernel = kernels.get(axis);
      point[axis] =
          drawn == base.length
              ? kernel.drawPrior(random)
              : kernel.draw(columns[axis][drawn], random);
    }
    return point;
  }
}
