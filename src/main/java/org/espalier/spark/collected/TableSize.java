package org.espalier.spark.collected;

import org.espalier.spark.feature.VectorValues;

/**
 * Size of a table that is trained on inside tasks, by which its memory and the work on it are
 * planned.
 *
 * @param rows of the table, including those that are only scored
 * @param learned its training rows
 * @param stored values other than 0 of all rows
 * @param classes one more than the largest label, or the classes that the label's column declares
 *     if these are more; 0 if the labels are no classes
 * @param partition bytes of a partition that no job may return, or of its part that was read; 0 if
 *     there is none
 * @param ranked its values in the form that trees read
 * @param beside bytes of the columns that feature stages make the table from, which the driver
 *     holds besides it; 0 if there are none
 */
public record TableSize(
    long rows,
    long learned,
    int columns,
    long stored,
    int classes,
    long partition,
    RankedSize ranked,
    long beside) {

  public TableSize {
    if (learned < 0
        || rows < learned
        || columns < 0
        || stored < 0
        || classes < 0
        || partition < 0
        || beside < 0) {
      throw new IllegalArgumentException(
          "%d of %d rows, %d columns, %d values, %d classes, a partition of %d bytes."
              .formatted(learned, rows, columns, stored, classes, partition));
    }
  }

  /** Size of a table of different values that is not collected. */
  public TableSize(long rows, long learned, int columns, long stored, int classes, long partition) {
    this(
        rows,
        learned,
        columns,
        stored,
        classes,
        partition,
        RankedSize.most(rows, columns, stored),
        0);
  }

  /** Copy that counts the bytes of the columns which the table is made from. */
  public TableSize withSource(long bytes) {
    return new TableSize(rows, learned, columns, stored, classes, partition, ranked, bytes);
  }

  /** Size of a table of different values. */
  public TableSize(long rows, long learned, int columns, long stored, int classes) {
    this(rows, learned, columns, stored, classes, 0);
  }

  /**
   * True if the rows were not collected for no other reason than a partition that no job may
   * return.
   *
   * @param most maximum bytes of a table
   */
  public boolean isUnreturned(long most) {
    return partition > 0 && bytes() <= most;
  }

  /** Rows that are only scored. */
  public long validated() {
    return rows - learned;
  }

  /** Values other than 0 of the training rows, by their share of all rows. */
  public long storedLearned() {
    return Math.round((double) learned / Math.max(1, rows) * stored);
  }

  /** Values of all rows, zeros included. */
  public long values() {
    return rows * columns;
  }

  /** Bytes of the table as it is collected and broadcast: in the form that takes fewer. */
  public long bytes() {
    return rows * CollectedRows.LEAST_BYTES_OF_A_ROW + VectorValues.bytes(rows, columns, stored);
  }

  /** Copy with another share of training rows. */
  public TableSize ofWhichLearned(double share) {
    return new TableSize(
        rows,
        Math.max(1, Math.round(share * rows)),
        columns,
        stored,
        classes,
        partition,
        ranked,
        beside);
  }

  /** Copy with labels of two classes. */
  public TableSize ofTwo() {
    return new TableSize(rows, learned, columns, stored, 2, partition, ranked, beside);
  }

  /** Copy with another number of training rows, and of all rows in proportion. */
  public TableSize learning(long other) {
    return learning(other, Math.round(share(other) * partition));
  }

  /**
   * The whole table, of which this is the part that was read before collecting ended.
   *
   * @param learned training rows of the whole
   */
  public TableSize whole(long learned) {
    return learning(learned, partition);
  }

  private double share(long other) {
    return (double) other / Math.max(1, learned);
  }

  private TableSize learning(long other, long partition) {
    double share = share(other);
    return new TableSize(
        Math.max(other, Math.round(share * rows)),
        other,
        columns,
        Math.round(share * stored),
        classes,
        partition,
        new RankedSize(Math.round(share * ranked.bytes()), ranked.width()),
        beside);
  }
}
