package org.espalier.train;

/**
 * Rows of a table with all of their values stored, and a class each. Its arrays must not be
 * changed.
 *
 * @param values row by row, labels.length × columns
 * @param labels classes by row, at least 0
 * @param partitions first row of each partition, then the number of rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Samples(int columns, double[] values, int[] labels, int[] partitions) {

  public Samples {
    if ((long) columns * labels.length != values.length
        || partitions.length == 0
        || partitions[partitions.length - 1] != labels.length) {
      throw new IllegalArgumentException(
          "%d values and %d labels of %d columns."
              .formatted(values.length, labels.length, columns));
    }
  }

  int size() {
    return labels.length;
  }
}
