package org.espalier.spark.data;

import java.io.Serial;
import org.apache.spark.sql.catalyst.InternalRow;
import org.espalier.spark.data.table.ColumnPass;

/**
 * Moments of each feature together with the label in the rows that have its value, updated as by
 * Welford (Technometrics 4, 1962) and joined as by Chan, Golub and LeVeque (1979). Rows hold the
 * label, which is never null, and then the features, all as doubles.
 */
final class LabelMoments implements ColumnPass.Tally<LabelMoments> {
  @Serial private static final long serialVersionUID = 1;

  private static final int ROWS = 0;
  private static final int MEAN = 1;
  private static final int LABEL_MEAN = 2;
  private static final int SQUARES = 3;
  private static final int LABEL_SQUARES = 4;
  private static final int PRODUCTS = 5;

  private final double[][] moments; // by feature

  LabelMoments(int features) {
    this.moments = new double[features][PRODUCTS + 1];
  }

  @Override
  public void add(InternalRow row) {
    double label = row.getDouble(0);
    for (int i = 0; i < moments.length; i++) {
      if (!row.isNullAt(i + 1)) {
        join(moments[i], 1, row.getDouble(i + 1), label, 0, 0, 0);
      }
    }
  }

  @Override
  public void add(LabelMoments other) {
    for (int i = 0; i < moments.length; i++) {
      join(moments[i], other.moments[i]);
    }
  }

  private static void join(double[] all, double... more) {
    if (more[ROWS] == 0) {
      return;
    }
    double rows = all[ROWS] + more[ROWS];
    double share = more[ROWS] / rows;
    double dx = more[MEAN] - all[MEAN];
    double dy = more[LABEL_MEAN] - all[LABEL_MEAN];
    double weight = all[ROWS] * share;
    all[SQUARES] += more[SQUARES] + dx * dx * weight;
    all[LABEL_SQUARES] += more[LABEL_SQUARES] + dy * dy * weight;
    all[PRODUCTS] += more[PRODUCTS] + dx * dy * weight;
    all[MEAN] += dx * share;
    all[LABEL_MEAN] += dy * share;
    all[ROWS] = rows;
  }

  /** Rows with a value of a feature. */
  long rows(int feature) {
    return (long) moments[feature][ROWS];
  }

  /**
   * Square of the correlation of a feature and the label; 0 where one of them is constant, or a
   * value is NaN.
   */
  double squaredCorrelation(int feature) {
    double[] all = moments[feature];
    double apart = all[SQUARES] * all[LABEL_SQUARES];
    return apart > 0 ? all[PRODUCTS] * all[PRODUCTS] / apart : 0;
  }
}
