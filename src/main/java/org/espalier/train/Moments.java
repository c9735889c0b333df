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
    ValueSums sums = ValueSums.of(rows);
    if (!(sums.weight() > 0)) {
      throw new IllegalArgumentException(
          "None of %d rows has a weight above 0.".formatted(rows.size()));
    }
    double[] means = new double[rows.columns()];
    boolean[] filled = new boolean[rows.columns()];
    for (int j = 0; j < means.length; j++) {
      means[j] = sums.mean(j);
      filled[j] = sums.isFilled(j);
    }
    Spreads spreads = new Spreads(means);
    rows.forEachBlock((from, to) -> spreads.add(rows, from, to));
    return new Moments(means, spreads.deviations(sums), filled, sums.weight());
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

    double[] deviations(ValueSums sums) {
      double denominator = sums.unbiased();
      double[] deviations = new double[means.length];
      for (int j = 0; j < deviations.length; j++) {
        if (denominator > 0 && !sums.isConstant(j)) {
          double zeros = sums.weight() - weights[j];
          deviations[j] = Math.sqrt((squares[j] + zeros * means[j] * means[j]) / denominator);
        }
      }
      return deviations;
    }
  }
}
