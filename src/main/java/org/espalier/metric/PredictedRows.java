package org.espalier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Predictions of a model, in arrays by row. An array that no metric needs may be empty; empty
 * weights are all 1.
 *
 * @param labels labels: class, or the number itself; for censored rows the time
 * @param predictions likewise
 * @param scores scores of the positive class, on any scale; a larger one is more positive
 * @param probabilities probabilities by row and class
 * @param weights weights of the rows; at least 0 and finite
 * @param ended true where the label is a time that ended with the event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PredictedRows(
    double[] labels,
    double[] predictions,
    double[] scores,
    double[][] probabilities,
    double[] weights,
    boolean[] ended) {

  private static final double[] NONE = {};

  public PredictedRows {
    check("predictions", predictions.length, labels.length);
    check("scores", scores.length, labels.length);
    check("probabilities", probabilities.length, labels.length);
    check("weights", weights.length, labels.length);
    check("ended", ended.length, labels.length);
  }

  private static void check(String name, int size, int rows) {
    if (size != 0 && size != rows) {
      throw new IllegalArgumentException("%s: %d for %d rows.".formatted(name, size, rows));
    }
  }

  /** Rows of weight 1. */
  public static PredictedRows of(
      double[] labels, double[] predictions, double[] scores, double[][] probabilities) {
    return new PredictedRows(labels, predictions, scores, probabilities, NONE, new boolean[0]);
  }

  /** Predicted numbers for rows of weight 1. */
  public static PredictedRows of(double[] labels, double[] predictions) {
    return of(labels, predictions, NONE, new double[0][]);
  }

  public static PredictedRows of(List<PredictedRow> rows) {
    boolean[] ended = new boolean[rows.size()];
    for (int row = 0; row < ended.length; row++) {
      ended[row] = rows.get(row).ended();
    }
    return new PredictedRows(
        numbers(rows, PredictedRow::label),
        numbers(rows, PredictedRow::prediction),
        numbers(rows, PredictedRow::score),
        rows.stream().map(PredictedRow::probabilities).toArray(double[][]::new),
        numbers(rows, PredictedRow::weight),
        ended);
  }

  private static double[] numbers(List<PredictedRow> rows, ToDoubleFunction<PredictedRow> part) {
    return rows.stream().mapToDouble(part).toArray();
  }

  /** Copy with other weights of the rows. */
  public PredictedRows weighing(double[] others) {
    return new PredictedRows(labels, predictions, scores, probabilities, others, ended);
  }

  /** True if no label, prediction or probability is of another class than 0 and 1. */
  public boolean areOfTwoClasses() {
    return DoubleStream.concat(Arrays.stream(labels), Arrays.stream(predictions))
            .allMatch(value -> value == 0 || value == 1)
        && Arrays.stream(probabilities).allMatch(each -> each.length <= 2);
  }

  public int size() {
    return labels.length;
  }

  public double weight(int row) {
    return weights.length == 0 ? 1 : weights[row];
  }

  PredictedRow row(int row) {
    return new PredictedRow(
        labels[row],
        predictions.length == 0 ? Double.NaN : predictions[row],
        scores.length == 0 ? Double.NaN : scores[row],
        probabilities.length == 0 ? NONE : probabilities[row],
        weight(row),
        ended.length > 0 && ended[row]);
  }
}
