package org.espalier.train.tree;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Columns of a table as ranks among each column's distinct values: one or two bytes a value where a
 * column has up to 65,536 of them, else four. Ranks go by {@link Double#compare}.
 */
public final class RankedTable {

  private final int rows;
  private final double[][] values;
  private final Codes[] ranks;

  private RankedTable(int rows, double[][] values, Codes[] ranks) {
    this.rows = rows;
    this.values = values;
    this.ranks = ranks;
  }

  /**
   * The table of some columns.
   *
   * @param columns by feature, then by row; numbers, not NaN
   * @throws IllegalArgumentException when columns are of other lengths, or hold NaN
   */
  public static RankedTable of(double[][] columns) {
    return of(columns.length == 0 ? 0 : columns[0].length, columns.length, at -> columns[at]);
  }

  /**
   * The table of columns that are made one after another, so that only one is in memory as numbers.
   *
   * @param columns the numbers of a feature, by row, not NaN
   * @throws IllegalArgumentException when a column is of another length, or holds NaN
   */
  public static RankedTable of(int rows, int features, IntFunction<double[]> columns) {
    if (features == 0) {
      throw new IllegalArgumentException("columns: there is none");
    }
    double[][] values = new double[features][];
    Codes[] ranks = new Codes[features];
    for (int feature = 0; feature < features; feature++) {
      double[] column = columns.apply(feature);
      if (column.length != rows) {
        throw new IllegalArgumentException(
            "columns: column " + feature + " has " + column.length + " rows, the first " + rows);
      }
      double[] distinct = distinct(column, feature);
      Codes codes = Codes.below(distinct.length, rows);
      for (int row = 0; row < rows; row++) {
        codes.set(row, Arrays.binarySearch(distinct, column[row]));
      }
      values[feature] = distinct;
      ranks[feature] = codes;
    }
    return new RankedTable(rows, values, ranks);
  }

  public int rows() {
    return rows;
  }

  public int features() {
    return ranks.length;
  }

  /** The value of a row. */
  public double value(int feature, int row) {
    return values[feature][ranks[feature].at(row)];
  }

  /** Bytes that the table takes. */
  public long bytes() {
    long bytes = 0;
    for (int feature = 0; feature < ranks.length; feature++) {
      bytes += (long) ranks[feature].width() * rows + (long) Double.BYTES * values[feature].length;
    }
    return bytes;
  }

  /** Distinct values, ascending; not to be changed. */
  double[] values(int feature) {
    return values[feature];
  }

  Codes ranks(int feature) {
    return ranks[feature];
  }

  private static double[] distinct(double[] column, int feature) {
    double[] sorted = column.clone();
    Arrays.sort(sorted);
    if (sorted.length > 0 && Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("columns: column " + feature + " holds NaN");
    }
    int kept = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || Double.compare(sorted[i], sorted[kept - 1]) != 0) {
        sorted[kept++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, kept);
  }
}
