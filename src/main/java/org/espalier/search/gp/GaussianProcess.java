package org.espalier.search.gp;

import java.util.List;
import org.espalier.numeric.Cholesky;

/**
 * Gaussian process conditioned on observations (Rasmussen and Williams 2006, algorithm 2.1).
 *
 * <p>Its mean far from all observations is the given one.
 */
public final class GaussianProcess {

  /** Candidates of one block: their covariances with some hundred points stay in the cache. */
  private static final int BLOCK = 64;

  private final Matern52 kernel;
  private final double mean;
  private final double[][] points;
  private final Cholesky factor;
  private final double[] weights;

  /**
   * @param noise variance of each observation around the function
   */
  public GaussianProcess(
      Matern52 kernel, double[] noise, double mean, double[][] points, double[] values) {
    this.kernel = kernel;
    this.mean = mean;
    this.points = points.clone();
    int n = points.length;
    double[] covariance = new double[n * n];
    for (int i = 0; i < n; i++) {
      covariance[i * n + i] = kernel.variance() + noise[i];
      for (int j = i + 1; j < n; j++) {
        covariance[i * n + j] = kernel.covariance(points[i], points[j]);
      }
    }
    this.factor = Cholesky.withJitter(covariance, n);
    this.weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = values[i] - mean;
    }
    factor.solve(weights);
  }

  /** Process conditioned on further values too, with the same lengthscales. */
  public GaussianProcess with(double[] allNoise, double[][] allPoints, double[] allValues) {
    return new GaussianProcess(kernel, allNoise, mean, allPoints, allValues);
  }

  /** The posterior at one point, with its gradients. */
  public Posterior at(double[] point) {
    int n = points.length;
    double[] squared = new double[n];
    double[] covariance = new double[n];
    double mu = mean;
    for (int i = 0; i < n; i++) {
      squared[i] = kernel.squaredDistance(point, points[i]);
      covariance[i] = kernel.variance() * Matern52.correlation(squared[i]);
      mu += weights[i] * covariance[i];
    }
    double[] solved = covariance.clone();
    factor.solve(solved);
    double variance = kernel.variance();
    double[] meanGradient = new double[point.length];
    double[] varianceGradient = new double[point.length];
    for (int i = 0; i < n; i++) {
      variance -= covariance[i] * solved[i];
      double slope = kernel.variance() * Matern52.slope(squared[i]);
      kernel.addGradient(slope * weights[i], point, points[i], meanGradient);
      kernel.addGradient(-2 * slope * solved[i], point, points[i], varianceGradient);
    }
    return new Posterior(mu, floor(variance), meanGradient, varianceGradient);
  }

  /** The posterior means and variances at many points, in their order; a row of two for each. */
  public double[][] at(List<double[]> candidates) {
    double[][] posteriors = new double[candidates.size()][];
    for (int from = 0; from < candidates.size(); from += BLOCK) {
      block(candidates, from, Math.min(BLOCK, candidates.size() - from), posteriors);
    }
    return posteriors;
  }

  private void block(List<double[]> candidates, int from, int columns, double[][] posteriors) {
    int n = points.length;
    double[] solved = new double[n * columns];
    double[] mu = new double[columns];
    for (int c = 0; c < columns; c++) {
      mu[c] = mean;
      for (int i = 0; i < n; i++) {
        double covariance = kernel.covariance(candidates.get(from + c), points[i]);
        solved[i * columns + c] = covariance;
        mu[c] += weights[i] * covariance;
      }
    }
    factor.forward(solved, columns);
    double[] explained = new double[columns];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < columns; c++) {
        explained[c] += solved[i * columns + c] * solved[i * columns + c];
      }
    }
    for (int c = 0; c < columns; c++) {
      posteriors[from + c] = new double[] {mu[c], floor(kernel.variance() - explained[c])};
    }
  }

  /** Floor of the variance: next to an observation, rounding may make it 0 or negative. */
  private double floor(double variance) {
    return Math.max(variance, 1e-12 * kernel.variance());
  }
}
