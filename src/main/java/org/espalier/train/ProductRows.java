package org.espalier.train;

import java.util.Arrays;

/**
 * Rows in the form in which weighted products of columns are summed. Columns with many values are
 * stored densely, those without a 0 shifted by their mean. The values of the other columns form a
 * pattern, stored once for all rows that share it, such as encoded categories: products with its
 * values follow from sums over its rows.
 */
public final class ProductRows {

  /** Columns in which fewer than one row in this many has a value belong to the patterns. */
  private static final int SPARSE = 2;

  private final Rows rows;
  private final double[] shifts;
  private final int[] dense;
  private final double[] filled;
  private final int[] patternOf;
  private final SparseRowDictionary patterns;

  private ProductRows(Rows rows, double[] shifts, int[] dense) {
    this.rows = rows;
    this.shifts = shifts;
    this.dense = dense;
    this.filled = new double[Math.multiplyExact(rows.size(), dense.length)];
    this.patternOf = new int[rows.size()];
    this.patterns = new SparseRowDictionary();
  }

  /**
   * The form of rows.
   *
   * @param moments of the same rows
   * @throws IllegalArgumentException for more columns than covariances are computed for
   * @throws InterruptedException if the thread is interrupted
   */
  public static ProductRows of(Rows rows, Moments moments) throws InterruptedException {
    int columns = rows.columns();
    if (columns > Gram.MOST_COLUMNS || moments.columns() != columns) {
      throw new IllegalArgumentException(
          "Rows of %d columns, moments of %d: at most %d columns have covariances."
              .formatted(columns, moments.columns(), Gram.MOST_COLUMNS));
    }
    double[] shifts = new double[columns];
    for (int j = 0; j < columns; j++) {
      shifts[j] = moments.isFilled(j) ? moments.mean(j) : 0;
    }
    return of(rows, shifts);
  }

  /**
   * The form of rows whose columns are shifted by given numbers.
   *
   * @param shifts by column; 0 for columns with a 0
   * @throws InterruptedException if the thread is interrupted
   */
  static ProductRows of(Rows rows, double[] shifts) throws InterruptedException {
    int columns = shifts.length;
    int[] held = held(rows);
    int[] places = new int[columns];
    int[] dense = new int[columns];
    int count = 0;
    for (int j = 0; j < columns; j++) {
      boolean side = shifts[j] != 0 || (long) SPARSE * held[j] >= rows.size();
      places[j] = side ? count : -1;
      if (side) {
        dense[count++] = j;
      }
    }
    ProductRows table = new ProductRows(rows, shifts, Arrays.copyOf(dense, count));
    table.fill(places);
    return table;
  }

  /** Number of rows with a value other than 0, by column. */
  private static int[] held(Rows rows) throws InterruptedException {
    int[] held = new int[rows.columns()];
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            rows.forEachValue(row, (column, value) -> held[column] += value == 0 ? 0 : 1);
          }
        });
    return held;
  }

  /**
   * Copies the values, and numbers the patterns.
   *
   * @param places position among the dense columns, by column; -1 for the others
   */
  private void fill(int[] places) throws InterruptedException {
    int width = dense.length;
    int[] columns = new int[places.length];
    double[] values = new double[places.length];
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int first = row * width;
            int count = rows.copyRow(row, columns, values);
            int sparse = 0;
            for (int k = 0; k < count; k++) {
              int place = places[columns[k]];
              if (place >= 0) {
                filled[first + place] = values[k] - shifts[columns[k]];
              } else if (values[k] != 0) {
                columns[sparse] = columns[k];
                values[sparse++] = values[k];
              }
            }
            patternOf[row] = patterns.number(columns, values, sparse);
          }
        });
  }

  public Rows rows() {
    return rows;
  }

  int columns() {
    return shifts.length;
  }

  /** Values that were subtracted from the columns. */
  double[] shifts() {
    return shifts;
  }

  /** The dense columns, ascending. */
  int[] dense() {
    return dense;
  }

  /** Values of the dense columns less their shift, row by row. */
  double[] filled() {
    return filled;
  }

  /** Number of a row's pattern. */
  int pattern(int row) {
    return patternOf[row];
  }

  SparseRowDictionary patterns() {
    return patterns;
  }

  void forEachBlock(int length, Rows.BlockAction action) throws InterruptedException {
    rows.forEachBlock(length, action);
  }
}
