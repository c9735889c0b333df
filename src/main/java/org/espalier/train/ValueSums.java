package org.espalier.train;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Weighted sums of columns and the range of their values. The sums of the parts of a table add up.
 */
public final class ValueSums implements Serializable {

  private static final long serialVersionUID = 1;

  private final double[] values;
  private final double[] least; // smallest value other than 0
  private final double[] most;
  private final long[] filled; // number of values other than 0
  private double weight = 0;
  private double squares = 0;
  private long rows = 0;

  public ValueSums(int columns) {
    values = new double[columns];
    least = new double[columns];
    most = new double[columns];
    filled = new long[columns];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
  }

  /** Sums rows in one pass. Rows with a weight of 0 are skipped. */
  public static ValueSums of(Rows rows) throws InterruptedException {
    ValueSums sums = new ValueSums(rows.columns());
    rows.forEachBlock((from, to) -> sums.add(rows, from, to));
    return sums;
  }

  private void add(Rows table, int from, int to) {
    for (int row = from; row < to; row++) {
      double w = table.weight(row);
      if (w > 0) {
        weight += w;
        squares += w * w;
        rows++;
        table.forEachValue(row, (column, value) -> add(column, value, w));
      }
    }
  }

  private void add(int column, double value, double w) {
    if (value != 0) {
      values[column] += w * value;
      least[column] = Math.min(least[column], value);
      most[column] = Math.max(most[column], value);
      filled[column]++;
    }
  }

  /** Adds the sums of two parts, which must have the same number of columns. */
  public ValueSums plus(ValueSums other) {
    ValueSums sums = new ValueSums(values.length);
    sums.weight = weight + other.weight;
    sums.squares = squares + other.squares;
    sums.rows = rows + other.rows;
    for (int j = 0; j < values.length; j++) {
      sums.values[j] = values[j] + other.values[j];
      sums.least[j] = Math.min(least[j], other.least[j]);
      sums.most[j] = Math.max(most[j], other.most[j]);
      sums.filled[j] = filled[j] + other.filled[j];
    }
    return sums;
  }

  public int columns() {
    return values.length;
  }

  /** Sum of the weights of all rows. */
  public double weight() {
    return weight;
  }

  /** Returns the mean of a column. The mean of a constant column is its value, without rounding. */
  public double mean(int column) {
    return isConstant(column) ? constant(column) : values[column] / weight;
  }

  private double constant(int column) {
    return filled[column] == 0 ? 0 : least[column];
  }

  /** Returns true if no row with a weight above 0 has a 0 in the column. */
  public boolean isFilled(int column) {
    return filled[column] == rows;
  }

  /** Returns true if all rows with a weight above 0 have the same value in the column. */
  public boolean isConstant(int column) {
    return filled[column] == 0 || (isFilled(column) && least[column] == most[column]);
  }

  /** Returns the denominator of the unbiased variance: Σw - Σw² / Σw. */
  double unbiased() {
    return weight - squares / weight;
  }

  /**
   * Returns the shifts for {@link ProductRows}: the mean of each column without a 0, and 0 for the
   * others.
   */
  double[] shifts() {
    double[] shifts = new double[values.length];
    for (int j = 0; j < shifts.length; j++) {
      shifts[j] = rows > 0 && isFilled(j) ? mean(j) : 0;
    }
    return shifts;
  }
}
