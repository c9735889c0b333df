package org.espalier.train.linear;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Weighted means and covariances of the columns and the label of a fold, from one pass over its
 * rows: all that least squares with any penalty need.
 *
 * <p>Columns without a 0 are shifted by their mean while they are summed; of the others the mean is
 * not large beside the deviation. So nothing cancels, whatever the scale of a column.
 */
public final class Gram {

  /** Columns up to which Spark's solver of normal equations goes. */
  static final int MOST_COLUMNS = 4096;

  /** Nanoseconds of a product on a core of 3 GHz. */
  static final double PRODUCT_NANOS = 0.7;

  private final int columns;
  private final double weight;
  private final double unbiased;
  private final double[] means;
  private final double[] covariances;
  private final double[] withLabel;
  private final double labelMean;
  private final double labelVariance;

  private Gram(GramSums sums, int lane, Moments moments) {
    this.columns = sums.columns();
    this.weight = sums.weight(lane);
    this.unbiased = weight - sums.squaredWeights(lane) / weight;
    this.means = new double[columns];
    this.covariances = sums.products(lane);
    this.withLabel = new double[columns];
    double labelRest = sums.label(lane) / weight;
    double[] rest = new double[columns];
    for (int j = 0; j < columns; j++) {
      rest[j] = sums.values(lane, j) / weight;
      means[j] = sums.shift(j) + rest[j];
      withLabel[j] = sums.withLabel(lane, j) / weight - rest[j] * labelRest;
    }
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        int place = i * columns + j;
        covariances[place] = covariances[place] / weight - rest[i] * rest[j];
      }
      if (moments.deviation(i) == 0) {
        clear(i);
      }
    }
    this.labelMean = sums.labelShift(lane) + labelRest;
    this.labelVariance =
        sums.isLabelConstant(lane) ? 0 : sums.labelSquares(lane) / weight - labelRest * labelRest;
  }

  /** Takes what rounding left out of a column that has one value. */
  private void clear(int column) {
    withLabel[column] = 0;
    for (int i = 0; i < columns; i++) {
      covariances[Math.min(i, column) * columns + Math.max(i, column)] = 0;
    }
  }

  /**
   * The covariances of rows.
   *
   * @param moments of the same rows, which may weigh other amounts there
   * @throws IllegalArgumentException for more than {@value #MOST_COLUMNS} columns, or if no row has
   *     a weight
   */
  public static Gram of(Rows rows, Moments moments) throws InterruptedException {
    return of(rows, rows.labels(), rows.weights(), 1, moments).get(0);
  }

  /**
   * The covariances of several labellings and weightings of rows, each what it is by itself.
   *
   * @param labels row · width + k, finite
   * @param weights row · width + k, at least 0 and finite
   * @param width number of labellings, at least 1
   */
  static List<Gram> of(Rows rows, double[] labels, double[] weights, int width, Moments moments)
      throws InterruptedException {
    if (rows.columns() > MOST_COLUMNS || moments.columns() != rows.columns()) {
      throw new IllegalArgumentException(
          "Rows of %d columns, moments of %d: at most %d columns have covariances."
              .formatted(rows.columns(), moments.columns(), MOST_COLUMNS));
    }
    GramSums sums = GramSums.of(rows, labels, weights, width, moments);
    return IntStream.range(0, width).mapToObj(lane -> new Gram(sums, lane, moments)).toList();
  }

  /** Bytes of the covariances. */
  public static long bytes(int columns) {
    return (long) Double.BYTES * columns * (columns + 6L);
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

  int columns() {
    return columns;
  }

  /** Sum of the weights of all rows. */
  double weight() {
    return weight;
  }

  double mean(int column) {
    return means[column];
  }

  /** The covariance of two columns, the first of which is not after the second. */
  double covariance(int column, int other) {
    return covariances[column * columns + other];
  }

  double covarianceWithLabel(int column) {
    return withLabel[column];
  }

  double labelMean() {
    return labelMean;
  }

  double labelVariance() {
    return labelVariance;
  }

  /** The factor that makes a variance unbiased. */
  double correction() {
    return unbiased > 0 ? weight / unbiased : 0;
  }
}
