package org.espalier.train.linear;

import org.espalier.train.Rows;

/**
 * Copy of consecutive dense rows, both by row and by column, each in an array of its own. It is
 * made once per pass and shared by all candidates. Additions along a row depend on each other,
 * while additions to all rows side by side do not. Only loops over arrays from index 0 are
 * vectorised: with another start index, the compiler must assume that the arrays may be the same.
 */
final class RowBlock {

  /** Maximum number of columns, so that each of the two copies takes at most 2 MiB. */
  static final int MOST_COLUMNS = 4096;

  private final Rows rows;
  private final double[][] byRow;
  private final double[][] byColumn;
  private int from = 0;
  private int to = 0;

  /**
   * @param rows dense rows
   */
  RowBlock(Rows rows) {
    this.rows = rows;
    this.byRow = new double[Rows.BLOCK][rows.columns()];
    this.byColumn = new double[rows.columns()][Rows.BLOCK];
  }

  /** Copies the rows from {@code from} to {@code to} exclusive, at most {@link Rows#BLOCK}. */
  void load(int from, int to) {
    this.from = from;
    this.to = to;
    for (int row = from; row < to; row++) {
      rows.copyDense(row, byRow[row - from]);
    }
    for (int i = 0; i < to - from; i += 8) {
      turn8(i); // beyond the last row it copies old values, whose sums are not read
    }
  }

  /** Transposes eight rows, so that one cache line of each column is written at a time. */
  private void turn8(int i) {
    double[] x0 = byRow[i];
    double[] x1 = byRow[i + 1];
    double[] x2 = byRow[i + 2];
    double[] x3 = byRow[i + 3];
    double[] x4 = byRow[i + 4];
    double[] x5 = byRow[i + 5];
    double[] x6 = byRow[i + 6];
    double[] x7 = byRow[i + 7];
    for (int j = 0; j < byColumn.length; j++) {
      double[] column = byColumn[j];
      column[i] = x0[j];
      column[i + 1] = x1[j];
      column[i + 2] = x2[j];
      column[i + 3] = x3[j];
      column[i + 4] = x4[j];
      column[i + 5] = x5[j];
      column[i + 6] = x6[j];
      column[i + 7] = x7[j];
    }
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Adds the product of each row and the coefficients to its sum, as {@link Rows#multiply}. */
  void multiply(double[] coefficients, double[] sums) {
    add(coefficients, byColumn, byColumn.length, sums);
  }

  /** Adds the products of values and factors to the columns, as {@link Rows#addTransposed}. */
  void addTransposed(double[] factors, double[] columns) {
    add(factors, byRow, to - from, columns);
  }

  /** Adds multiples of vectors, four at a time, so that sums are read and written once for four. */
  private static void add(double[] factors, double[][] vectors, int count, double[] sums) {
    int i = 0;
    for (; i + 3 < count; i += 4) {
      add4(
          factors[i],
          factors[i + 1],
          factors[i + 2],
          factors[i + 3],
          vectors[i],
          vectors[i + 1],
          vectors[i + 2],
          vectors[i + 3],
          sums);
    }
    for (; i < count; i++) {
      add(factors[i], vectors[i], sums);
    }
  }

  private static void add4(
      double f0,
      double f1,
      double f2,
      double f3,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      double[] sums) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] = sums[k] + f0 * x0[k] + f1 * x1[k] + f2 * x2[k] + f3 * x3[k];
    }
  }

  private static void add(double factor, double[] x, double[] sums) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += factor * x[k];
    }
  }
}
