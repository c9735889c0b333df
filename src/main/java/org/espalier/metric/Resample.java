package org.espalier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Score of a model on rows of which each is there some number of times. Prepared once for many
 * resamples: each is linear in the number of rows.
 */
public final class Resample {

  private final PredictedRows rows;
  private final Measure measure;
  private final Metric metric;

  /** Distinct scores in descending order, or distinct classes in ascending order. */
  private final double[] distinct;

  /** Pairs of a label and a prediction that occur: places among the classes, as one number. */
  private final int[] pairs;

  /** Place of each row's score among the distinct ones, or of its pair among the pairs. */
  private final int[] places;

  private final double[] weights;

  private final boolean[] positive;

  /** Loss of each row. */
  private final double[] losses;

  private final Optional<MovingCounts> counts;

  /**
   * @param measure of a metric for which {@link PairedBootstrap#isFor} holds
   */
  public Resample(PredictedRows rows, Measure measure) {
    this.rows = rows;
    this.measure = measure;
    this.metric = measure.metric();
    double[] none = {};
    Metric.Family family = metric.family();
    boolean ofScores = family == Metric.Family.SCORES;
    boolean ofCounts = family == Metric.Family.COUNTS;
    double[] scores = Arrays.stream(rows.scores()).map(score -> -score + 0.0).toArray(); // no -0
    this.distinct =
        ofScores
            ? ascending(Arrays.stream(scores))
            : ofCounts
                ? ascending(
                    DoubleStream.concat(
                        Arrays.stream(rows.labels()), Arrays.stream(rows.predictions())))
                : none;
    int[] ofRow = new int[ofCounts ? rows.size() : 0];
    for (int row = 0; row < ofRow.length; row++) {
      ofRow[row] = place(rows.labels()[row]) * distinct.length + place(rows.predictions()[row]);
    }
    this.pairs = Arrays.stream(ofRow).sorted().distinct().toArray();
    this.places =
        ofScores
            ? Arrays.stream(scores).mapToInt(this::place).toArray()
            : Arrays.stream(ofRow).map(pair -> Arrays.binarySearch(pairs, pair)).toArray();
    this.weights = new double[rows.size()];
    Arrays.setAll(weights, rows::weight);
    this.counts = ofCounts ? Optional.of(new MovingCounts(measure, distinct)) : Optional.empty();
    this.positive = new boolean[ofScores ? rows.size() : 0];
    for (int row = 0; row < positive.length; row++) {
      positive[row] = rows.row(row).isPositive();
    }
    this.losses = new double[family == Metric.Family.MEAN ? rows.size() : 0];
    for (int row = 0; row < losses.length; row++) {
      losses[row] = metric.loss().of(rows.row(row), measure.params());
    }
  }

  private static double[] ascending(DoubleStream values) {
    return values.map(value -> value + 0.0).sorted().distinct().toArray();
  }

  private int place(double value) {
    return Arrays.binarySearch(distinct, value + 0.0);
  }

  /**
   * Score; NaN where the metric is not defined, as areas are not without a class that they need.
   *
   * @param times by row; at least 0
   */
  public double score(int[] times) {
    return switch (metric.family()) {
      case SCORES -> area(times);
      case COUNTS -> counted(counts.orElseThrow(), times);
      case MEAN -> mean(times);
      default -> tallied(times);
    };
  }

  private double area(int[] times) {
    double[] positives = new double[distinct.length];
    double[] negatives = new double[distinct.length];
    double some = 0;
    double others = 0;
    for (int row = 0; row < times.length; row++) {
      double weight = weights[row] * times[row];
      if (positive[row]) {
        positives[places[row]] += weight;
        some += weight;
      } else {
        negatives[places[row]] += weight;
        others += weight;
      }
    }
    boolean isRoc = metric.equals(Metric.AREA_UNDER_ROC);
    if (some == 0 || (isRoc && others == 0)) {
      return Double.NaN;
    }
    BinaryAreas areas = BinaryAreas.ofDistinct(positives, negatives);
    return isRoc ? areas.underRoc() : areas.underPr();
  }

  private double counted(MovingCounts counts, int[] times) {
    double[] sums = new double[pairs.length];
    for (int row = 0; row < times.length; row++) {
      sums[places[row]] += weights[row] * times[row];
    }
    counts.clear();
    for (int pair = 0; pair < pairs.length; pair++) {
      counts.add(pairs[pair] / distinct.length, pairs[pair] % distinct.length, sums[pair]);
    }
    return counts.value();
  }

  private double mean(int[] times) {
    double sum = 0;
    double weight = 0;
    for (int row = 0; row < times.length; row++) {
      if (times[row] > 0) {
        double added = weights[row] * times[row];
        sum += added * losses[row];
        weight += added;
      }
    }
    return sum / weight;
  }

  private double tallied(int[] times) {
    Tally tally = new Tally(new CellMetrics(List.of(measure)), 2);
    for (int row = 0; row < times.length; row++) {
      if (times[row] > 0) {
        tally.add(rows.row(row), times[row]);
      }
    }
    return tally.scores().values().iterator().next();
  }
}
