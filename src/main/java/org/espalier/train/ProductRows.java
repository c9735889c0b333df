package org.espalier.train;

import java.util.Arrays;

/**
 * Rows in a layout for summing the weighted products of columns. Columns in which many rows have a
 * value are stored densely; those without a 0 are shifted by their mean. The values of the
 * remaining columns in a row form a pattern, such as the columns of encoded categories. Each
 * distinct pattern is stored once, because the products with its values follow from sums over the
 * rows that share it.
 */
public final class ProductRows {

  /**
   * A column belongs to the patterns if fewer than one row in this many has a value other than 0.
   */
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
   * Builds the layout from rows.
   *
   * @param moments moments of the same rows, whose means are the shifts
   * @throws IllegalArgumentException for more columns than {@link Gram#MOST_COLUMNS}
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
   * Builds the layout from rows, with given shifts.
   *
   * @param shifts number that is subtracted from each column; 0 for a column that contains a 0
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

  /** Counts the rows with a value other than 0, by column. */
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
   * Copies the values of the dense columns and numbers the patterns of the others.
   *
   * @param places index among the dense columns, by column; -1 for the others
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

  /** Returns the number that was subtracted from each column. */
  double[] shifts() {
    return shifts;
  }

  /** Returns the indices of the dense columns, ascending. */
  int[] dense() {
    return dense;
  }

  /** Returns the shifted values of the dense columns, row by row: size · dense().length numbers. */
  double[] filled() {
    return filled;
  }

  /** Returns the number of a row's pattern in {@link #patterns}. */
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
