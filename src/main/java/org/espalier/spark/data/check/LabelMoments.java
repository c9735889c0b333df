package org.espalier.spark.data.check;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.espalier.spark.data.column.ColumnPass;

/**
 * Moments of each feature together with the label in the rows that have its value, updated as by
 * Welford (Technometrics 4, 1962) and joined as by Chan, Golub and LeVeque (1979).
 */
final class LabelMoments implements ColumnPass.Tally<LabelMoments> {

  @Serial private static final long serialVersionUID = 1;

  private static final int LABEL = 0;

  /** Columns before those of the features. */
  private static final int FIXED = 1;

  private final long[] rows; // by feature, as all below
  private final double[] mean;
  private final double[] labelMean;
  private final double[] squares;
  private final double[] labelSquares;
  private final double[] products;

  LabelMoments(int features) {
    this.rows = new long[features];
    this.mean = new double[features];
    this.labelMean = new double[features];
    this.squares = new double[features];
    this.labelSquares = new double[features];
    this.products = new double[features];
  }

  /**
   * Columns that the tally reads.
   *
   * @param label as a double, never null
   * @param values of the features, as doubles
   */
  static List<Column> columns(Column label, List<Column> values) {
    List<Column> columns = new ArrayList<>(List.of(label));
    columns.addAll(values);
    return columns;
  }

  @Override
  public void add(InternalRow row) {
    double y = row.getDouble(LABEL);
    for (int i = 0; i < rows.length; i++) {
      if (!row.isNullAt(FIXED + i)) {
        join(i, 1, row.getDouble(FIXED + i), y, 0, 0, 0);
      }
    }
  }

  @Override
  public void add(LabelMoments other) {
    for (int i = 0; i < rows.length; i++) {
      join(
          i,
          other.rows[i],
          other.mean[i],
          other.labelMean[i],
          other.squares[i],
          other.labelSquares[i],
          other.products[i]);
    }
  }

  private void join(
      int i, long more, double x, double y, double ofSquares, double ofLabels, double ofBoth) {
    if (more == 0) {
      return;
    }
    long all = rows[i] + more;
    double share = (double) more / all;
    double dx = x - mean[i];
    double dy = y - labelMean[i];
    double weight = rows[i] * share;
    squares[i] += ofSquares + dx * dx * weight;
    labelSquares[i] += ofLabels + dy * dy * weight;
    products[i] += ofBoth + dx * dy * weight;
    mean[i] += dx * share;
    labelMean[i] += dy * share;
    rows[i] = all;
  }

  /** Rows with a value of a feature. */
  long rows(int feature) {
    return rows[feature];
  }

  /**
   * Square of the correlation of a feature and the label; 0 where one of them is constant, or a
   * value is NaN.
   */
  double squaredCorrelation(int feature) {
    double apart = squares[feature] * labelSquares[feature];
    return apart > 0 ? products[feature] * products[feature] / apart : 0;
  }
}
