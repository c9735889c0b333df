package org.espalier.train.network;

/**
 * Rows of a table with all of their values stored, and a class each. It keeps the given arrays,
 * which must not be changed afterwards.
 */
public final class Samples {

  private final int columns;
  private final double[] values;
  private final int[] labels;
  private final int[] partitions;

  /**
   * @param values row by row, labels.length × columns
   * @param labels classes by row, at least 0
   * @param partitions first row of each partition, then the number of rows
   */
  public Samples(int columns, double[] values, int[] labels, int[] partitions) {
    if ((long) columns * labels.length != values.length
        || partitions.length == 0
        || partitions[partitions.length - 1] != labels.length) {
      throw new IllegalArgumentException(
          "%d values and %d labels of %d columns."
              .formatted(values.length, labels.length, columns));
    }
    this.columns = columns;
    this.values = values;
    this.labels = labels;
    this.partitions = partitions;
  }

  public int size() {
    return labels.length;
  }

  int columns() {
    return columns;
  }

  double[] values() {
    return values;
  }

  int label(int row) {
    return labels[row];
  }

  int partitions() {
    return partitions.length - 1;
  }

  /** First row of a partition; the number of rows for the number of partitions. */
  int start(int partition) {
    return partitions[partition];
  }
}
