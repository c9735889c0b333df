package org.espalier.train;

/**
 * Mean and standard deviation of each column, weighted and unbiased as Spark's {@code Summarizer}
 * defines them; the deviation of a column with one value is exactly 0.
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
   * The moments of rows; of those with a weight of 0 nothing is read.
   *
   * @throws IllegalArgumentException if no row has a weight
   */
  public static Moments of(Rows rows) throws InterruptedException {
    Sums sums = new Sums(rows.columns());
    rows.forEachBlock((from, to) -> sums.add(rows, from, to));
    if (!(sums.weight > 0)) {
      throw new IllegalArgumentException(
          "None of %d rows has a weight above 0.".formatted(rows.size()));
    }
    double[] means = sums.means();
    Spreads spreads = new Spreads(means);
    rows.forEachBlock((from, to) -> spreads.add(rows, from, to));
    return new Moments(means, spreads.deviations(sums), sums.filled(), sums.weight);
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

  /** True if no row with a weight has a 0 in the column. */
  boolean isFilled(int column) {
    return filled[column];
  }

  /** Sum of the weights of all rows. */
  public double weight() {
    return weight;
  }

  /** First pass: sums of values, and the range of those that are not 0. */
  private static final class Sums {

    private final double[] values;
    private final double[] weights;
    private final double[] least;
    private final double[] most;
    private final long[] filled;
    private double weight = 0;
    private double squares = 0;
    private long rows = 0;

    Sums(int columns) {
      values = new double[columns];
      weights = new double[columns];
      least = new double[columns];
      most = new double[columns];
      filled = new long[columns];
    }

    void add(Rows table, int from, int to) {
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
        weights[column] += w;
        least[column] = filled[column] == 0 ? value : Math.min(least[column], value);
        most[column] = filled[column] == 0 ? value : Math.max(most[column], value);
        filled[column]++;
      }
    }

    /** A column with one value has that as its mean, without rounding. */
    double[] means() {
      double[] means = new double[values.length];
      for (int j = 0; j < means.length; j++) {
        means[j] = isConstant(j) ? least[j] : values[j] / weight;
      }
      return means;
    }

    boolean[] filled() {
      boolean[] all = new boolean[filled.length];
      for (int j = 0; j < all.length; j++) {
        all[j] = filled[j] == rows;
      }
      return all;
    }

    double unbiased() {
      return weight - squares / weight;
    }

    boolean isConstant(int column) {
      return filled[column] == 0 || (filled[column] == rows && least[column] == most[column]);
    }
  }

  /** Second pass: squared distances from the mean. */
  private static final class Spreads {

    private final double[] means;
    private final double[] squares;
    private final double[] weights;

    Spreads(double[] means) {
      this.means = means;
      this.squares = new double[means.length];
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
        squares[column] += w * distance * distance;
        weights[column] += w;
      }
    }

    double[] deviations(Sums sums) {
      double denominator = sums.unbiased();
      double[] deviations = new double[means.length];
      for (int j = 0; j < deviations.length; j++) {
        if (denominator > 0 && !sums.isConstant(j)) {
          double zeros = sums.weight - weights[j];
          deviations[j] = Math.sqrt((squares[j] + zeros * means[j] * means[j]) / denominator);
        }
      }
      return deviations;
    }
  }
}
