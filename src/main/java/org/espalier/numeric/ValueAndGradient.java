package org.espalier.numeric;

/** A point and what was told of it, both without and with the penalty. */
final class ValueAndGradient {

  private final double[] x;
  private final double value;
  private final double[] gradient;
  private final double penalized;
  private final double[] steepest;

  /**
   * @param steepest the gradient with the penalty; where the penalty has a kink, the one of its
   *     subgradients that is nearest to 0
   */
  ValueAndGradient(
      double[] x, double value, double[] gradient, double penalized, double[] steepest) {
    this.x = x;
    this.value = value;
    this.gradient = gradient;
    this.penalized = penalized;
    this.steepest = steepest;
  }

  /** A point of which nothing is told yet. */
  static ValueAndGradient nothing(double[] x) {
    double[] none = {};
    return new ValueAndGradient(x, Double.NaN, none, Double.NaN, none);
  }

  double[] x() {
    return x;
  }

  double value() {
    return value;
  }

  double[] gradient() {
    return gradient;
  }

  /** The value with the penalty. */
  double penalized() {
    return penalized;
  }

  double[] steepest() {
    return steepest;
  }
}
