package org.espalier.metric;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * ROC curve and precision-recall curve of the scores of two classes. Their points are those of
 * {@code BinaryClassificationMetrics} without bins; of many points, {@link #MAX_POINTS} are left,
 * the first and the last among them.
 *
 * @param roc false positive rate and true positive rate, from (0, 0) to (1, 1)
 * @param precisionRecall recall and precision, from recall 0 to recall 1
 */
public record BinaryCurves(List<Point> roc, List<Point> precisionRecall) {

  /** More cannot be distinguished on a screen. */
  public static final int MAX_POINTS = 200;

  /** Point of a curve between 0 and 1 on both axes. */
  public record Point(double x, double y) {
    public Point {
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
        throw new IllegalArgumentException("(%s, %s) is outside of [0, 1].".formatted(x, y));
      }
    }
  }

  public BinaryCurves {
    roc = checked(roc);
    precisionRecall = checked(precisionRecall);
  }

  private static List<Point> checked(List<Point> points) {
    if (points.size() < 2 || points.size() > MAX_POINTS) {
      throw new IllegalArgumentException("A curve of %d points.".formatted(points.size()));
    }
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).x() < points.get(i - 1).x()) {
        throw new IllegalArgumentException("Point %d lies before its predecessor.".formatted(i));
      }
    }
    return List.copyOf(points);
  }

  /** Curves of the scores of rows; empty if one of the classes has no weight. */
  public static Optional<BinaryCurves> of(PredictedRows rows) {
    ScoreCounts.Counter counter = new ScoreCounts.Counter(Integer.MAX_VALUE);
    for (int i = 0; i < rows.size(); i++) {
      PredictedRow row = rows.row(i);
      counter.add(row.score(), row.isPositive(), row.weight());
    }
    BinaryAreas.Curves curves = BinaryAreas.Curves.of(counter.counts().bins());
    int last = curves.recall().length - 1;
    return curves.recall()[last] == 0 || curves.fallout()[last] == 0
        ? Optional.empty()
        : Optional.of(
            new BinaryCurves(
                thinned(curves.fallout(), curves.recall()),
                thinned(curves.recall(), curves.precision())));
  }

  private static List<Point> thinned(double[] x, double[] y) {
    List<Integer> all = IntStream.range(0, x.length).boxed().toList();
    return ThinnedList.thin(all, MAX_POINTS).stream().map(i -> new Point(x[i], y[i])).toList();
  }
}
