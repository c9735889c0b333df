package org.espalier.search.gp;

import java.util.Arrays;

/**
 * Matérn covariance of smoothness 5/2 with a lengthscale for each coordinate: variance · (1 + √5 r
 * + 5/3 r²) · exp(-√5 r), where r² is the sum of the squared differences over the squared
 * lengthscales; two different values of a choice differ by 1 (Rasmussen and Williams 2006, equation
 * 4.17 and section 5.1).
 */
public final class Matern52 {

  private static final double ROOT_FIVE = Math.sqrt(5);

  private final boolean[] choice;
  private final double[] weights;
  private final double variance;

  /**
   * @param choice true at coordinates that are choices
   */
  public Matern52(boolean[] choice, double[] lengthscales, double variance) {
    this.choice = choice.clone();
    this.weights = Arrays.stream(lengthscales).map(l -> 1 / (l * l)).toArray();
    this.variance = variance;
  }

  /** The correlation at a squared distance. */
  static double correlation(double squared) {
    double r = ROOT_FIVE * Math.sqrt(squared);
    return (1 + r + 5.0 / 3 * squared) * Math.exp(-r);
  }

  /** The derivative of the correlation by the squared distance; finite at 0. */
  static double slope(double squared) {
    double r = ROOT_FIVE * Math.sqrt(squared);
    return -5.0 / 6 * (1 + r) * Math.exp(-r);
  }

  /** The squared difference of two points in one coordinate. */
  static double difference(boolean choice, double a, double b) {
    if (choice) {
      return a == b ? 0 : 1;
    }
    return (a - b) * (a - b);
  }

  double variance() {
    return variance;
  }

  double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * difference(choice[i], a[i], b[i]);
    }
    return sum;
  }

  double covariance(double[] a, double[] b) {
    return variance * correlation(squaredDistance(a, b));
  }

  /** Adds factor · d squaredDistance(a, b) / d a to a gradient; a choice has no derivative. */
  void addGradient(double factor, double[] a, double[] b, double[] gradient) {
    for (int i = 0; i < weights.length; i++) {
      if (!choice[i]) {
        gradient[i] += 2 * factor * weights[i] * (a[i] - b[i]);
      }
    }
  }
}
