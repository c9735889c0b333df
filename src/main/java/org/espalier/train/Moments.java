package org.espalier.train;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Weighted mean and unbiased standard deviation of each column, as Spark's {@code Summarizer}
 * defines them. The deviation of a constant column is exactly 0.
 */
public final class Moments {

  private final double[] means;
  private final double[] deviations;
  private final boolean[] filled;
  private final double weight;

  private Moments(double[] means, double[] deviations, boolean[] filled, double weight) {
    this.means = means;
    this.deviations = deviations;
    this.filled = filled;
    this.weight = weight;
  }

  /**
   * Sums over rows from which the moments are computed. The totals of the parts of a table add up.
   *
   * @param squares weighted squared distances from the mean, by column
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Totals(ValueSums sums, double[] squares) implements Serializable {

    private static final long serialVersionUID = 1;

    /** Sums rows in two passes. Rows with a weight of 0 are skipped. */
    public static Totals of(Rows rows) throws InterruptedException {
      ValueSums sums = ValueSums.of(rows);
      Spreads spreads = new Spreads(sums);
      rows.forEachBlock((from, to) -> spreads.add(rows, from, to));
      return new Totals(sums, spreads.squares());
    }

    /**
     * Adds the totals of two parts (Chan, Golub and LeVeque 1983, "Algorithms for computing the
     * sample variance", equation 2.1b).
     *
     * @param other totals with the same number of columns
     */
    public Totals plus(Totals other) {
      double weight = sums.weight();
      double others = other.sums.weight();
      if (!(weight > 0) || !(others > 0)) {
        return weight > 0 ? this : other;
      }
      double[] both = new double[squares.length];
      for (int j = 0; j < both.length; j++) {
        double apart = other.sums.mean(j) - sums.mean(j);
        both[j] =
            squares[j] + other.squares[j] + weight * (others / (weight + others)) * apart * apart;
      }
      return new Totals(sums.plus(other.sums), both);
    }
  }

  /**
   * Computes the moments of rows. Rows with a weight of 0 are skipped.
   *
   * @throws IllegalArgumentException if no row has a weight above 0
   * @throws InterruptedException if the thread is interrupted
   */
  public static Moments of(Rows rows) throws InterruptedException {
    return of(Totals.of(rows));
  }

  /**
   * Computes the moments from the totals of rows.
   *
   * @throws IllegalArgumentException if no row has a weight above 0
   */
  public static Moments of(Totals totals) {
    ValueSums sums = totals.sums;
    if (!(sums.weight() > 0)) {
      throw new IllegalArgumentException("No row has a weight above 0.");
    }
    int columns = sums.columns();
    double[] means = new double[columns];
    double[] deviations = new double[columns];
    boolean[] filled = new boolean[columns];
    double denominator = sums.unbiased();
    for (int j = 0; j < columns; j++) {
      means[j] = sums.mean(j);
      filled[j] = sums.isFilled(j);
      if (denominator > 0 && !sums.isConstant(j)) {
        deviations[j] = Math.sqrt(totals.squares[j] / denominator);
      }
    }
    return new Moments(means, deviations, filled, sums.weight());
  }

  public int columns() {
    return means.length;
  }

  public double mean(int column) {
    return means[column];
  }

  public double deviation(int column) {
    return deviations[column];
  }

  /** Returns true if no row with a weight above 0 has a 0 in the column. */
  boolean isFilled(int column) {
    return filled[column];
  }

  /** Sum of the weights of all rows. */
  public double weight() {
    return weight;
  }

  /** Second pass over the rows, which sums the squared distances from the mean. */
  private static final class Spreads {

    private final ValueSums sums;
    private final double[] means;
    private final double[] stored; // squares of stored values
    private final double[] weights;

    Spreads(ValueSums sums) {
      this.sums = sums;
      this.means = new double[sums.columns()];
      Arrays.setAll(means, j -> sums.weight() > 0 ? sums.mean(j) : 0);
      this.stored = new double[means.length];
      this.weights = new double[means.length];
    }

    void add(Rows table, int from, int to) {
      for (int row = from; row < to; row++) {
        double w = table.weight(row);
        if (w > 0) {
          table.forEachValue(row, (column, value) -> add(column, value, w));
        }
      }
    }

    private void add(int column, double value, double w) {
      if (value != 0) {
        double distance = value - means[column];
        stored[column] += w * distance * distance;
        weights[column] += w;
      }
    }

    double[] squares() {
      double[] squares = new double[means.length];
      for (int j = 0; j < squares.length; j++) {
        double zeros = sums.weight() - weights[j];
        squares[j] = sums.isConstant(j) ? 0 : stored[j] + zeros * means[j] * means[j];
      }
      return squares;
    }
  }
}
