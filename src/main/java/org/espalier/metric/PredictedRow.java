package org.espalier.metric;

/**
 * Prediction for one row. Parts that no metric needs have any value.
 *
 * @param label class, or the number itself; for a censored row its time
 * @param prediction likewise
 * @param score score of the positive class, on any scale; a larger one is more positive
 * @param probabilities probability of each class; empty where there are none
 * @param weight weight of the row; at least 0 and finite
 * @param ended true if the label is a time that ended with the event, false if it is censored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PredictedRow(
    double label,
    double prediction,
    double score,
    double[] probabilities,
    double weight,
    boolean ended) {

  private static final double HALF = 0.5;

  public PredictedRow {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight: %s is negative or not finite.".formatted(weight));
    }
  }

  /** True for the positive one of two classes. */
  boolean isPositive() {
    return isPositive(label);
  }

  /** True for the label of the positive one of two classes. */
  static boolean isPositive(double label) {
    return label > HALF;
  }

  /** Probability of the row's own class. */
  private double ownProbability() {
    if (label != Math.rint(label) || label < 0 || label >= probabilities.length) {
      throw new IllegalArgumentException(
          "label: %s is not one of the %d classes with a probability."
              .formatted(label, probabilities.length));
    }
    return probabilities[(int) label];
  }

  /** Log loss of the row, as {@code MulticlassMetrics} defines it. */
  double logLoss(double eps) {
    double own = ownProbability();
    return own < eps ? -Math.log(eps) : own > 1 - eps ? -Math.log1p(-eps) : -Math.log(own);
  }

  /** Squared error of the positive class's probability, or summed over more than two classes. */
  double brier() {
    double squares = 1 - 2 * ownProbability();
    for (double probability : probabilities) {
      squares += probability * probability;
    }
    return probabilities.length == 2 ? squares / 2 : squares;
  }

  double relativeError() {
    return Math.abs((label - prediction) / label);
  }
}
