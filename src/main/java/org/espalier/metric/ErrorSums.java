package org.espalier.metric;

import java.io.Serializable;

/**
 * Moments of labels, predictions and their differences, from which the metrics of {@code
 * RegressionMetrics} follow. Means and squared deviations are updated as by Chan, Golub and
 * LeVeque, American Statistician 37 (1983).
 */
final class ErrorSums implements Serializable {

  private static final long serialVersionUID = 1;

  private double weight = 0;
  private double weightSquares = 0;
  private double errorSquares = 0;
  private double errorSizes = 0;
  private double labelSquares = 0;
  private double labelMean = 0;
  private double labelDeviations = 0;
  private double predictionMean = 0;
  private double predictionDeviations = 0;

  /**
   * @param times number of times that the row is there
   */
  void add(double label, double prediction, double rowWeight, int times) {
    double added = rowWeight * times;
    if (added == 0) {
      return;
    }
    double error = label - prediction;
    weight += added;
    weightSquares += rowWeight * added;
    errorSquares += added * error * error;
    errorSizes += added * Math.abs(error);
    labelSquares += added * label * label;
    double labelOff = label - labelMean;
    labelMean += labelOff * added / weight;
    labelDeviations += added * labelOff * (label - labelMean);
    double predictionOff = prediction - predictionMean;
    predictionMean += predictionOff * added / weight;
    predictionDeviations += added * predictionOff * (prediction - predictionMean);
  }

  void merge(ErrorSums other) {
    if (other.weight == 0) {
      return;
    }
    double all = weight + other.weight;
    double labelOff = other.labelMean - labelMean;
    double predictionOff = other.predictionMean - predictionMean;
    double share = other.weight / all;
    labelMean += labelOff * share;
    labelDeviations += other.labelDeviations + labelOff * labelOff * weight * share;
    predictionMean += predictionOff * share;
    predictionDeviations +=
        other.predictionDeviations + predictionOff * predictionOff * weight * share;
    weight = all;
    weightSquares += other.weightSquares;
    errorSquares += other.errorSquares;
    errorSizes += other.errorSizes;
    labelSquares += other.labelSquares;
  }

  double meanSquare() {
    return errorSquares / weight;
  }

  double meanSize() {
    return errorSizes / weight;
  }

  /** Variance of predictions around the mean label, which MLlib calls explained. */
  double explained() {
    double off = predictionMean - labelMean;
    return predictionDeviations / weight + off * off;
  }

  /**
   * Share of the labels' squares that the predictions explain. As in MLlib, the variance of
   * weighted labels is the unbiased one of reliability weights, multiplied by the sum of weights
   * less 1; for weights of 1 this is the usual sum of squared deviations.
   */
  double r2(boolean throughOrigin) {
    if (throughOrigin) {
      return 1 - errorSquares / labelSquares;
    }
    double degrees = weight - weightSquares / weight;
    double variance = degrees > 0 ? labelDeviations / degrees : 0;
    return 1 - errorSquares / (variance * (weight - 1));
  }
}
