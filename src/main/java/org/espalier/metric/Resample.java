package org.espalier.metric;

import java.util.Arrays;
import java.util.List;

/** Score of a model on rows of which each is there some number of times. */
final class Resample {

  private final PredictedRows rows;
  private final Metric metric;
  private final CellMetrics metrics;

  /** The place of each row's score among the distinct ones, in descending order. */
  private final int[] places;

  private final int distinct;

  Resample(PredictedRows rows, Measure measure) {
    this.rows = rows;
    this.metric = measure.metric();
    this.metrics = new CellMetrics(List.of(measure));
    double[] scores = Arrays.stream(rows.scores()).map(score -> score + 0.0).toArray(); // no -0
    double[] ascending = Arrays.stream(scores).sorted().distinct().toArray();
    this.distinct = ascending.length;
    this.places =
        Arrays.stream(scores)
            .mapToInt(score -> distinct - 1 - Arrays.binarySearch(ascending, score))
            .toArray();
  }

  /**
   * Score; NaN where the metric is not defined, as areas are not without a class that they need.
   */
  double score(int[] times) {
    if (metric.family() == Metric.Family.SCORES) {
      return area(times);
    }
    Tally tally = new Tally(metrics, 2);
    for (int row = 0; row < times.length; row++) {
      if (times[row] > 0) {
        tally.add(rows.row(row), times[row]);
      }
    }
    return tally.scores().values().iterator().next();
  }

  /** Scores are sorted once for all resamples. */
  private double area(int[] times) {
    double[] positives = new double[distinct];
    double[] negatives = new double[distinct];
    for (int row = 0; row < times.length; row++) {
      double weight = rows.weight(row) * times[row];
      (rows.row(row).isPositive() ? positives : negatives)[places[row]] += weight;
    }
    boolean isRoc = metric.equals(Metric.AREA_UNDER_ROC);
    if (Arrays.stream(positives).sum() == 0 || (isRoc && Arrays.stream(negatives).sum() == 0)) {
      return Double.NaN;
    }
    BinaryAreas areas = BinaryAreas.ofDistinct(positives, negatives);
    return isRoc ? areas.underRoc() : areas.underPr();
  }
}
