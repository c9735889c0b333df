package org.espalier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Value of a metric of counts while rows change their predictions one after the other, of which
 * each is O(classes).
 *
 * <p>Sums are exact, so that equal counts have equal values, if weights are whole numbers and their
 * sum is below 2^53.
 */
public final class MovingCounts {

  private final Metric metric;
  private final MetricParams params;
  private final Tally tally;
  private final double[] labelled;
  private final double[] predicted;
  private final double[] right;

  /**
   * Counts of no rows.
   *
   * @param measure of a metric of the family {@link Metric.Family#COUNTS}
   * @param classes number of classes, which are 0, 1 and so on; positive
   */
  public MovingCounts(Measure measure, int classes) {
    this(measure, IntStream.range(0, classes).asDoubleStream().toArray());
  }

  /**
   * @param classes distinct, by the number that {@link #add} has for each
   */
  MovingCounts(Measure measure, double[] classes) {
    this.metric = measure.metric();
    this.params = measure.params();
    if (metric.family() != Metric.Family.COUNTS) {
      throw new IllegalArgumentException("'%s' is not a metric of counts.".formatted(metric));
    }
    this.labelled = new double[classes.length];
    this.predicted = new double[classes.length];
    this.right = new double[classes.length];
    this.tally =
        new Tally(
            new CellMetrics(List.of(measure)),
            2,
            ConfusionMatrix.over(classes, labelled, predicted, right));
  }

  /** Adds the weight of a row of a class that is predicted as another, or as the same. */
  public void add(int label, int prediction, double weight) {
    labelled[label] += weight;
    predicted[prediction] += weight;
    if (label == prediction) {
      right[label] += weight;
    }
  }

  /** Changes the prediction of a row that was added. */
  public void move(int label, int from, int to, double weight) {
    predicted[from] -= weight;
    predicted[to] += weight;
    if (label == from) {
      right[label] -= weight;
    }
    if (label == to) {
      right[label] += weight;
    }
  }

  /** Removes all rows. */
  void clear() {
    Arrays.fill(labelled, 0);
    Arrays.fill(predicted, 0);
    Arrays.fill(right, 0);
  }

  /** Value of the metric; NaN where it is not defined. */
  public double value() {
    return metric.summary(tally, params);
  }
}
