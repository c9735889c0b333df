package org.espalier.numeric;

/**
 * Point with its value and gradient, both without and with the penalty.
 *
 * @param penalized the value with the penalty
 * @param steepest the gradient with the penalty; where the penalty has a kink, the one of its
 *     subgradients that is nearest to 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ValueAndGradient(
    double[] x, double value, double[] gradient, double penalized, double[] steepest) {

  /** A point without value and gradient so far. */
  static ValueAndGradient nothing(double[] x) {
    double[] none = {};
    return new ValueAndGradient(x, Double.NaN, none, Double.NaN, none);
  }
}
