package org.espalier.search.gp;

import java.util.Arrays;
import java.util.Optional;
import org.espalier.numeric.BoundedLbfgs;
import org.espalier.numeric.Cholesky;

/**
 * Negative logarithm of marginal likelihood times prior, as a function of the logarithms of the
 * lengthscales, then of the variance and of the noise (Rasmussen and Williams 2006, equations 5.8
 * and 5.9). The constant mean takes its best value for each of them.
 */
final class Likelihood implements BoundedLbfgs.Smooth {

  private final int n;
  private final int coordinates;
  private final double[] differences;
  private final double[] values;
  private final double[] extraNoise;
  private final Prior prior;

  Likelihood(FittingSubset observations, boolean[] choice, Prior prior) {
    double[][] points = observations.points();
    this.n = points.length;
    this.coordinates = choice.length;
    this.values = observations.values();
    this.extraNoise = observations.extraNoise();
    this.prior = prior;
    this.differences = new double[n * (n - 1) / 2 * coordinates];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        for (int c = 0; c < coordinates; c++) {
          differences[at++] = Matern52.difference(choice[c], points[i][c], points[j][c]);
        }
      }
    }
  }

  @Override
  public double at(double[] logs, double[] gradient) {
    double[] weights = new double[coordinates];
    for (int c = 0; c < coordinates; c++) {
      weights[c] = Math.exp(-2 * logs[c]);
    }
    double variance = Math.exp(logs[coordinates]);
    double noise = Math.exp(logs[coordinates + 1]);
    double[] squared = new double[n * (n - 1) / 2];
    Optional<Cholesky> factor = Cholesky.of(covariance(weights, variance, noise, squared), n);
    if (factor.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    double[] inverse = factor.get().inverse();
    double mean = mean(inverse);
    double[] residuals = Arrays.stream(values).map(v -> v - mean).toArray();
    double[] solved = times(inverse, residuals);
    double fit = prior.meanPrecision() * mean * mean;
    for (int i = 0; i < n; i++) {
      fit += residuals[i] * solved[i];
    }
    double value = 0.5 * (fit + factor.get().logDeterminant());
    Arrays.fill(gradient, 0);
    addGradient(weights, variance, noise, squared, inverse, solved, gradient);
    return value + prior.add(logs, coordinates, gradient);
  }

  private double[] covariance(double[] weights, double variance, double noise, double[] squared) {
    double[] covariance = new double[n * n];
    int pair = 0;
    for (int i = 0; i < n; i++) {
      covariance[i * n + i] = variance + noise + extraNoise[i];
      for (int j = i + 1; j < n; j++) {
        double sum = 0;
        for (int c = 0; c < coordinates; c++) {
          sum += weights[c] * differences[pair * coordinates + c];
        }
        squared[pair++] = sum;
        covariance[i * n + j] = variance * Matern52.correlation(sum);
      }
    }
    return covariance;
  }

  /** Half the trace of (K⁻¹ - α αᵀ) dK, in which each pair occurs twice. */
  private void addGradient(
      double[] weights,
      double variance,
      double noise,
      double[] squared,
      double[] inverse,
      double[] solved,
      double[] gradient) {
    double trace = 0;
    double scaled = 0;
    int pair = 0;
    for (int i = 0; i < n; i++) {
      trace += inverse[i * n + i] - solved[i] * solved[i];
      for (int j = i + 1; j < n; j++) {
        double g = inverse[i * n + j] - solved[i] * solved[j];
        scaled += g * Matern52.correlation(squared[pair]);
        double slope = -2 * g * variance * Matern52.slope(squared[pair]);
        for (int c = 0; c < coordinates; c++) {
          gradient[c] += slope * differences[pair * coordinates + c];
        }
        pair++;
      }
    }
    for (int c = 0; c < coordinates; c++) {
      gradient[c] *= weights[c];
    }
    gradient[coordinates] += variance * (0.5 * trace + scaled);
    gradient[coordinates + 1] += 0.5 * noise * trace;
  }

  /** The best constant mean at these lengthscales: generalised least squares. */
  private double mean(double[] inverse) {
    double ones = 0;
    double weighted = 0;
    for (int i = 0; i < n; i++) {
      double row = 0;
      for (int j = 0; j < n; j++) {
        row += inverse[i * n + j];
      }
      ones += row;
      weighted += row * values[i];
    }
    return weighted / (ones + prior.meanPrecision());
  }

  /** The process's parameters at a point of this function. */
  Hyperparameters hyperparameters(double[] logs) {
    double[] weights = new double[coordinates];
    double[] lengthscales = new double[coordinates];
    for (int c = 0; c < coordinates; c++) {
      weights[c] = Math.exp(-2 * logs[c]);
      lengthscales[c] = Math.exp(logs[c]);
    }
    double variance = Math.exp(logs[coordinates]);
    double noise = Math.exp(logs[coordinates + 1]);
    double[] covariance = covariance(weights, variance, noise, new double[n * (n - 1) / 2]);
    double mean = mean(Cholesky.withJitter(covariance, n).inverse());
    return new Hyperparameters(lengthscales, variance, noise, mean);
  }

  private double[] times(double[] matrix, double[] vector) {
    double[] product = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += matrix[i * n + j] * vector[j];
      }
      product[i] = sum;
    }
    return product;
  }
}
