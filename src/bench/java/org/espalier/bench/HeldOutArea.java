package org.espalier.bench;

import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.PredictedRows;
import org.espalier.study.Seed;

/**
 * Area under the ROC curve of held-out rows.
 *
 * @param error its standard error: the deviation over resamples of the rows
 */
record HeldOutArea(double area, double error) {

  private static final int RESAMPLES = 200;

  private static final CellMetrics AREA =
      new CellMetrics(List.of(Measure.of(Metric.AREA_UNDER_ROC)));

  /** Area by the columns {@code label} and {@code probability}. */
  static HeldOutArea of(Dataset<Row> predictions) {
    List<Row> rows = predictions.select("label", "probability").collectAsList();
    double[] labels = rows.stream().mapToDouble(row -> row.getDouble(0)).toArray();
    double[] scores = rows.stream().mapToDouble(row -> row.<Vector>getAs(1).apply(1)).toArray();
    return of(PredictedRows.of(labels, new double[0], scores, new double[0][]));
  }

  static HeldOutArea of(PredictedRows predicted) {
    double[] areas = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      RandomGenerator random = new Seed(i).random();
      double[] times = new double[predicted.size()];
      for (int drawn = 0; drawn < times.length; drawn++) {
        times[random.nextInt(times.length)]++;
      }
      areas[i] = area(predicted.weighing(times));
    }
    return new HeldOutArea(area(predicted), Significance.deviation(areas));
  }

  private static double area(PredictedRows rows) {
    return AREA.scores(rows).values().iterator().next();
  }

  /** True if it is not behind another one by more than that one's error. */
  boolean isWithinErrorOf(HeldOutArea other) {
    return area >= other.area - other.error;
  }
}
