package org.espalier.train;

import java.util.function.IntPredicate;

/**
 * Weighted means and covariances of the columns and the label of a fold, from one pass over its
 * rows: all that least squares with any penalty need.
 *
 * <p>Columns without a 0 are shifted by their mean while they are summed; the mean of the others is
 * not large compared with the deviation. So nothing cancels, whatever the scale of a column.
 */
public final class Gram {

  /** Columns up to which Spark's solver of normal equations goes. */
  static final int MOST_COLUMNS = 4096;

  /** Multiplications between two checks for an interrupt: a few milliseconds. */
  private static final int UNINTERRUPTED = 1 << 22;

  /** Nanoseconds of a product on a core of 3 GHz. */
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

  /** Sets the covariances of a column that has one value to 0, free of rounding. */
  private void clear(int column) {
    withLabel[column] = 0;
    for (int i = 0; i < columns; i++) {
      covariances[Math.min(i, column) * columns + Math.max(i, column)] = 0;
    }
  }

  /**
   * The covariances of rows.
   *
   * @param moments of the same rows
   * @throws IllegalArgumentException for more than {@value #MOST_COLUMNS} columns, or if no row has
   *     a weight
   */
  public static Gram of(Rows rows, Moments moments) throws InterruptedException {
    return of(ProductRows.of(rows, moments), rows.labels(), rows.weights(), moments);
  }

  /**
   * The covariances of the same columns with a label of their own.
   *
   * @param labels by row
   * @param weights by row
   * @param moments of the rows, whose weights may differ from these
   * @throws IllegalArgumentException if no row has a weight
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

  /** Rows between two checks for an interrupt. */
  private static int length(int columns) {
    return Math.max(1, Math.min(Rows.BLOCK, UNINTERRUPTED / Math.max(1, columns * columns)));
  }

  /**
   * Totals of a part of a table, of which all parts together have covariances.
   *
   * @param sums of the same rows
   */
  public static ProductTotals totals(Rows part, ValueSums sums) throws InterruptedException {
    return new ProductSums(ProductRows.of(part, sums.shifts()), part.labels(), part.weights())
        .totals(length(part.columns()));
  }

  /**
   * The covariances of parts of a table.
   *
   * @param totals of all parts
   * @param sums of all parts
   * @throws IllegalArgumentException if no row has a weight
   */
  public static Gram of(ProductTotals totals, ValueSums sums) {
    if (!(totals.weight() > 0)) {
      throw new IllegalArgumentException("No row has a weight above 0.");
    }
    return new Gram(totals, sums::isConstant);
  }

  /**
   * Nanoseconds that the covariances are planned to take on one core.
   *
   * @param stored values of the rows that are stored
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

  /** The covariance of two columns, the first of which is not after the second. */
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

  /** The factor that makes a variance unbiased. */
  public double correction() {
    return unbiased > 0 ? weight / unbiased : 0;
  }
}
