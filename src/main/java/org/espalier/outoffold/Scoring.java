package org.espalier.outoffold;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.PairedBootstrap;
import org.espalier.metric.PredictedRows;
import org.espalier.study.Objective;

/**
 * Value of a study's metric on rows of an out-of-fold table: that of the cell where the rows are
 * those of a fold, and the mean over folds as the study's score.
 *
 * <p>The prediction is the class of the largest probability, among equal ones the first, as in
 * {@code ProbabilisticClassificationModel}; the score of the positive class is its probability.
 */
public final class Scoring {

  private final Measure measure;
  private final CellMetrics metrics;
  private final Objective objective;

  /**
   * @param measure of a metric of classes or numbers that follows from the rows
   */
  public Scoring(Measure measure) {
    Metric metric = measure.metric();
    if (!PairedBootstrap.isFor(metric)) {
      throw new IllegalArgumentException("'%s' is of pairs of rows.".formatted(metric));
    }
    this.measure = measure;
    this.metrics = new CellMetrics(List.of(measure));
    this.objective = new Objective(measure.name(), metric.direction().orElseThrow());
  }

  public static Scoring of(Metric metric) {
    return new Scoring(Measure.of(metric));
  }

  public Measure measure() {
    return measure;
  }

  /** Difference by which one value is better than another; negative if it is worse. */
  public double improvement(double value, double over) {
    return objective.improvement(value, over);
  }

  /**
   * Value of a trial on some rows, together; empty where the metric is not defined, as areas are
   * not on rows of one class.
   *
   * @param rows their numbers
   */
  public OptionalDouble value(OutOfFoldTable table, int trial, int[] rows) {
    boolean compared =
        measure.metric().family() != Metric.Family.SCORES
            || Arrays.stream(rows).mapToDouble(table::label).distinct().count() > 1;
    return compared ? defined(value(table, table.stored(trial), rows)) : OptionalDouble.empty();
  }

  /** Score of a trial: the mean over all folds of all repeats; empty where one is not defined. */
  public OptionalDouble mean(OutOfFoldTable table, int trial) {
    return defined(mean(table, table.stored(trial), table.cells()));
  }

  static OptionalDouble defined(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** Mean of the values on parts of the rows; NaN where one is not defined. */
  double mean(OutOfFoldTable table, double[] scores, List<int[]> parts) {
    return Arrays.stream(values(table, scores, parts)).sum() / parts.size();
  }

  double[] values(OutOfFoldTable table, double[] scores, List<int[]> parts) {
    return parts.stream().mapToDouble(rows -> value(table, scores, rows)).toArray();
  }

  /** Value of scores, {@link OutOfFoldTable#width} for each row of the table, on some rows. */
  double value(OutOfFoldTable table, double[] scores, int[] rows) {
    return value(predicted(table, scores, rows));
  }

  double value(PredictedRows rows) {
    return metrics.scores(rows).values().iterator().next();
  }

  /** Predictions for some rows, with what the metric reads. */
  PredictedRows predicted(OutOfFoldTable table, double[] scores, int[] rows) {
    int size = rows.length;
    int width = table.width();
    double[] labels = new double[size];
    double[] weights = new double[size];
    double[] predictions = new double[size];
    double[] ofPositive = new double[metrics.needsScores() ? size : 0];
    double[][] probabilities = new double[metrics.needsProbabilities() ? size : 0][];
    for (int i = 0; i < size; i++) {
      int from = rows[i] * width;
      labels[i] = table.label(rows[i]);
      weights[i] = table.weight(rows[i]);
      predictions[i] = table.classes() == 0 ? scores[from] : largest(scores, from, table.classes());
      if (ofPositive.length > 0) {
        ofPositive[i] = scores[from + 1];
      }
      if (probabilities.length > 0) {
        probabilities[i] = Arrays.copyOfRange(scores, from, from + width);
      }
    }
    return new PredictedRows(
        labels, predictions, ofPositive, probabilities, weights, new boolean[0]);
  }

  /** Place of the largest of some values, among equal ones the first. */
  static int largest(double[] values, int from, int count) {
    int largest = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i] > values[from + largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
