package org.espalier.train;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Weighted sums of the columns of rows, and the range of their values. Those of parts of a table
 * add up.
 */
public final class ValueSums implements Serializable {

  private static final long serialVersionUID = 1;

  private final double[] values;
  private final double[] least; // of those values
  private final double[] most;
  private final long[] filled; // their number
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

  /** Sums of rows; of those with a weight of 0 nothing is read. */
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

  /** Sums over the rows of both. */
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

  /** Mean of a column; one with one value has that, without rounding. */
  public double mean(int column) {
    return isConstant(column) ? constant(column) : values[column] / weight;
  }

  private double constant(int column) {
    return filled[column] == 0 ? 0 : least[column];
  }

  /** True if no row with a weight has a 0 in the column. */
  public boolean isFilled(int column) {
    return filled[column] == rows;
  }

  /** True if a column has one value. */
  public boolean isConstant(int column) {
    return filled[column] == 0 || (isFilled(column) && least[column] == most[column]);
  }

  /** Denominator of an unbiased variance. */
  double unbiased() {
    return weight - squares / weight;
  }

  /** Shifts by which products of columns are summed: the means of columns without a 0. */
  double[] shifts() {
    double[] shifts = new double[values.length];
    for (int j = 0; j < shifts.length; j++) {
      shifts[j] = rows > 0 && isFilled(j) ? mean(j) : 0;
    }
    return shifts;
  }
}
