package org.espalier.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Predictions of a model for rows, on the driver, from which the same metrics as Spark's can be
 * computed for any weights of the rows. Arrays are by row.
 *
 * @param labels labels: class index, or the number itself
 * @param predictions likewise
 * @param scores scores of the positive class, on any scale; empty where no metric needs them
 * @param probabilities probabilities by row and class; empty where there are none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PredictedRows(
    double[] labels, double[] predictions, double[] scores, double[][] probabilities) {

  /**
   * Lower bound of probabilities, as in MLlib, which keeps the log loss of a wrong certain
   * prediction finite.
   */
  private static final double EPSILON = 1e-15;

  /** Rows in descending order of scores, ties next to each other. */
  public int[] byScore() {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer row) -> -scores[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * A metric of weighted rows; NaN where it is not defined for them.
   *
   * @param order of {@link #byScore}
   */
  public double metric(Metric metric, double[] weights, int[] order) {
    return switch (metric.family()) {
      case RANKING -> area(metric.equals(Metric.AREA_UNDER_ROC), weights, order);
      case NUMBERS -> errors(metric.name(), weights);
      case MEAN -> metric.equals(Metric.MAPE) ? relative(weights) : brier(weights);
      case CLASSES ->
          metric.equals(Metric.LOG_LOSS)
              ? logLoss(weights)
              : confusion(weights).metric(metric.name());
      case CONFUSION -> confusion(weights).metric(metric.name());
      case EVALUATOR, CLUSTERS, PAIRS, LISTS -> Double.NaN;
    };
  }

  /**
   * Area by the trapezoidal rule over distinct scores; the precision at recall 0 is that of the
   * highest score.
   */
  private double area(boolean roc, double[] weights, int[] order) {
    double positives = 0;
    double negatives = 0;
    for (int row = 0; row < labels.length; row++) {
      positives += labels[row] > 0 ? weights[row] : 0;
      negatives += labels[row] > 0 ? 0 : weights[row];
    }
    if (positives == 0 || (roc && negatives == 0)) {
      return Double.NaN;
    }
    double area = 0;
    double hits = 0;
    double alarms = 0;
    double lastX = 0;
    double lastY = Double.NaN; // of the first point
    for (int i = 0; i < order.length; i++) {
      hits += labels[order[i]] > 0 ? weights[order[i]] : 0;
      alarms += labels[order[i]] > 0 ? 0 : weights[order[i]];
      boolean tied = i + 1 < order.length && scores[order[i]] == scores[order[i + 1]];
      if (tied || hits + alarms == 0) {
        continue;
      }
      double x = roc ? alarms / negatives : hits / positives;
      double y = roc ? hits / positives : hits / (hits + alarms);
      double from = Double.isNaN(lastY) ? (roc ? 0 : y) : lastY;
      area += (x - lastX) * (from + y) / 2;
      lastX = x;
      lastY = y;
    }
    return area;
  }

  private ConfusionMatrix confusion(double[] weights) {
    int classes =
        1
            + (int)
                Math.max(
                    Arrays.stream(labels).max().orElse(0),
                    Arrays.stream(predictions).max().orElse(0));
    double[][] counts = new double[classes][classes];
    for (int row = 0; row < labels.length; row++) {
      counts[(int) labels[row]][(int) predictions[row]] += weights[row];
    }
    return new ConfusionMatrix(counts);
  }

  private double logLoss(double[] weights) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      double own = probabilities[row][(int) labels[row]];
      sum -= weights[row] * Math.log(Math.max(EPSILON, Math.min(1 - EPSILON, own)));
    }
    return sum / Arrays.stream(weights).sum();
  }

  private double brier(double[] weights) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      double[] p = probabilities[row];
      double squares = 0;
      for (int k = 0; k < p.length; k++) {
        double off = p[k] - (k == (int) labels[row] ? 1 : 0);
        squares += off * off;
      }
      sum += weights[row] * (p.length == 2 ? squares / 2 : squares);
    }
    return sum / Arrays.stream(weights).sum();
  }

  private double relative(double[] weights) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum += weights[row] * Math.abs((labels[row] - predictions[row]) / labels[row]);
    }
    return sum / Arrays.stream(weights).sum();
  }

  private double errors(String name, double[] weights) {
    double all = 0;
    double squares = 0;
    double sizes = 0;
    double mean = 0;
    for (int row = 0; row < labels.length; row++) {
      double error = labels[row] - predictions[row];
      all += weights[row];
      squares += weights[row] * error * error;
      sizes += weights[row] * Math.abs(error);
      mean += weights[row] * labels[row];
    }
    mean /= all;
    double spread = 0;
    double explained = 0;
    for (int row = 0; row < labels.length; row++) {
      spread += weights[row] * (labels[row] - mean) * (labels[row] - mean);
      explained += weights[row] * (predictions[row] - mean) * (predictions[row] - mean);
    }
    return switch (name) {
      case "rmse" -> Math.sqrt(squares / all);
      case "mse" -> squares / all;
      case "mae" -> sizes / all;
      case "r2" -> 1 - squares / spread;
      case "var" -> explained / all;
      default -> throw new IllegalArgumentException("No metric '%s'.".formatted(name));
    };
  }
}
