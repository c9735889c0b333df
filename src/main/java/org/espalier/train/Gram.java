package org.espalier.train;

import java.util.function.IntPredicate;

/**
 * Gram matrix of a fold: the weighted means and covariances of its columns and label. Least squares
 * with any penalty can be solved from it without another pass over the rows.
 *
 * <p>A column without a 0 is shifted by its mean before its products are summed. A column with a 0
 * is not shifted, since its mean cannot be large compared with its deviation. Little precision is
 * therefore lost to cancellation, whatever the scale of a column.
 */
public final class Gram {

  /** Maximum number of columns of Spark's normal equation solver, {@code WeightedLeastSquares}. */
  static final int MOST_COLUMNS = 4096;

  /** Multiplications between two checks for an interrupt, which take a few milliseconds. */
  private static final int UNINTERRUPTED = 1 << 22;

  /** Estimated time of one multiplication and addition on a 3 GHz core, in nanoseconds. */
  public static final double PRODUCT_NANOS = 0.7;

  private final int columns;
  private final double weight;
  private final double unbiased;
  private final double[] means;
  private final double[] covariances;
  private final double[] withLabel;
  private final double labelMean;
  private final double labelVariance;

  private Gram(ProductTotals sums, IntPredicate isConstant) {
    this.columns = sums.shifts().length;
    this.weight = sums.weight();
    this.unbiased = sums.weight() - sums.squaredWeights() / sums.weight();
    this.means = new double[columns];
    this.covariances = sums.products().clone();
    this.withLabel = new double[columns];
    double labelRest = sums.label() / weight;
    double[] rest = new double[columns];
    for (int j = 0; j < columns; j++) {
      rest[j] = sums.values()[j] / weight;
      means[j] = sums.shifts()[j] + rest[j];
      withLabel[j] = sums.withLabel()[j] / weight - rest[j] * labelRest;
    }
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        int place = i * columns + j;
        covariances[place] = covariances[place] / weight - rest[i] * rest[j];
      }
      if (isConstant.test(i)) {
        clear(i);
      }
    }
    this.labelMean = sums.labelShift() + labelRest;
    this.labelVariance =
        sums.isLabelConstant() ? 0 : sums.labelSquares() / weight - labelRest * labelRest;
  }

  /** Sets the covariances of a constant column to exactly 0, without rounding error. */
  private void clear(int column) {
    withLabel[column] = 0;
    for (int i = 0; i < columns; i++) {
      covariances[Math.min(i, column) * columns + Math.max(i, column)] = 0;
    }
  }

  /**
   * Computes the covariances of rows.
   *
   * @param moments moments of the same rows
   * @throws IllegalArgumentException for more than {@value #MOST_COLUMNS} columns, or if no row has
   *     a weight above 0
   * @throws InterruptedException if the thread is interrupted
   */
  public static Gram of(Rows rows, Moments moments) throws InterruptedException {
    return of(ProductRows.of(rows, moments), rows.labels(), rows.weights(), moments);
  }

  /**
   * Computes the covariances of a table's columns with other labels and weights.
   *
   * @param labels labels by row, which replace those of the table
   * @param weights weights by row, which replace those of the table
   * @param moments moments of the rows; their weights may differ from {@code weights}
   * @throws IllegalArgumentException if no row has a weight above 0
   * @throws InterruptedException if the thread is interrupted
   */
  public static Gram of(ProductRows table, double[] labels, double[] weights, Moments moments)
      throws InterruptedException {
    ProductTotals totals = new ProductSums(table, labels, weights).totals(length(table.columns()));
    if (!(totals.weight() > 0)) {
      throw new IllegalArgumentException(
          "None of %d rows has a weight above 0.".formatted(labels.length));
    }
    return new Gram(totals, column -> moments.deviation(column) == 0);
  }

  /** Returns the number of rows between two checks for an interrupt. */
  private static int length(int columns) {
    return Math.max(1, Math.min(Rows.BLOCK, UNINTERRUPTED / Math.max(1, columns * columns)));
  }

  /**
   * Sums the products of one part of a table. The totals of all parts add up to those of the table.
   *
   * @param sums value sums of the part, whose means are the shifts
   * @throws InterruptedException if the thread is interrupted
   */
  public static ProductTotals totals(Rows part, ValueSums sums) throws InterruptedException {
    return new ProductSums(ProductRows.of(part, sums.shifts()), part.labels(), part.weights())
        .totals(length(part.columns()));
  }

  /**
   * Computes the covariances of a table from the totals of its parts.
   *
   * @param totals totals of all parts
   * @param sums value sums of all parts
   * @throws IllegalArgumentException if no row has a weight above 0
   */
  public static Gram of(ProductTotals totals, ValueSums sums) {
    if (!(totals.weight() > 0)) {
      throw new IllegalArgumentException("No row has a weight above 0.");
    }
    return new Gram(totals, sums::isConstant);
  }

  /**
   * Estimates the time to compute the covariances on one core, in nanoseconds.
   *
   * @param stored number of stored values in the rows
   */
  public static long nanos(long rows, long stored) {
    double filled = (double) stored / Math.max(1, rows);
    return (long) (stored * (filled / 2 + 4) * PRODUCT_NANOS);
  }

  public int columns() {
    return columns;
  }

  /** Sum of the weights of all rows. */
  public double weight() {
    return weight;
  }

  public double mean(int column) {
    return means[column];
  }

  /**
   * Returns the covariance of two columns.
   *
   * @param column index of the first column, at most {@code other}
   */
  public double covariance(int column, int other) {
    return covariances[column * columns + other];
  }

  public double covarianceWithLabel(int column) {
    return withLabel[column];
  }

  public double labelMean() {
    return labelMean;
  }

  public double labelVariance() {
    return labelVariance;
  }

  /**
   * Returns the factor that turns a variance into an unbiased variance; 0 if it has no degrees of
   * freedom.
   */
  public double correction() {
    return unbiased > 0 ? weight / unbiased : 0;
  }
}
