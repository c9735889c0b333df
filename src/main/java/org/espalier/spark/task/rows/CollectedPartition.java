package org.espalier.spark.task.rows;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.espalier.spark.feature.ColumnValues;
import org.espalier.spark.feature.PartitionCollector;
import org.espalier.spark.feature.SparseRows;

/**
 * Rows of one partition on their way to the driver, in the partition's order.
 *
 * <p>A row is {@code (features, label, weight, part)}, with a further number if a trainer reads
 * one. Collecting stops at more bytes than allowed, or at a row that MLlib would refuse; the
 * partition is then refused and holds only its numbers of rows and values.
 */
final class CollectedPartition implements PartitionCollector.Collected {

  private static final long serialVersionUID = 1;

  /** Place of a row's additional number. */
  private static final int EXTRA = 4;

  /** Rows that there is room for at first. */
  private static final int FIRST = 64;

  private int columns = -1;
  private int rows = 0;
  private int stored = 0;
  private double[] labels = new double[FIRST];
  private double[] weights = new double[FIRST];
  private double[] extras = {}; // by row, if rows have one
  private int[] parts = new int[FIRST];
  private ColumnValues.Vectors features = new SparseRows(1).values(new int[0]);
  private boolean refused = false;
  private boolean tooLarge = false;

  private CollectedPartition() {}

  /**
   * @param missing true if a feature may be NaN
   */
  static CollectedPartition of(Iterator<Row> rows, boolean missing, long most) {
    CollectedPartition partition = new CollectedPartition();
    SparseRows features = new SparseRows(FIRST);
    while (!partition.isRefused() && rows.hasNext()) {
      Row row = rows.next();
      partition.refused = row.anyNull() || !partition.add(row, missing, features);
      partition.tooLarge = partition.bytes() > most;
    }
    partition.trim(partition.isRefused() ? 0 : partition.rows);
    if (!partition.isRefused()) {
      partition.features = features.values(new int[0]);
    }
    return partition;
  }

  /** Adds a row; false if MLlib would refuse it. */
  private boolean add(Row row, boolean missing, SparseRows values) {
    Vector vector = (Vector) row.get(0);
    double label = row.getDouble(1);
    double weight = row.getDouble(2);
    int part = row.getInt(3);
    if (columns < 0) {
      columns = vector.size();
    }
    boolean hasExtra = row.size() > EXTRA;
    double extra = hasExtra ? row.getDouble(EXTRA) : 0;
    if (vector.size() != columns
        || part < 0
        || !Double.isFinite(extra)
        || !Double.isFinite(label)
        || !(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      return false;
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, 2 * rows);
      weights = Arrays.copyOf(weights, 2 * rows);
      parts = Arrays.copyOf(parts, 2 * rows);
    }
    if (hasExtra) {
      extras = extras.length == labels.length ? extras : Arrays.copyOf(extras, labels.length);
      extras[rows] = extra;
    }
    labels[rows] = label;
    weights[rows] = weight;
    parts[rows++] = part;
    boolean finite = values.add(vector);
    values.end();
    stored = values.count();
    return finite || (missing && Arrays.stream(vector.toArray()).noneMatch(Double::isInfinite));
  }

  private void trim(int kept) {
    labels = Arrays.copyOf(labels, kept);
    weights = Arrays.copyOf(weights, kept);
    extras = extras.length == 0 ? extras : Arrays.copyOf(extras, kept);
    parts = Arrays.copyOf(parts, kept);
  }

  /** True if training in a task must not take these rows. */
  @Override
  public boolean isRefused() {
    return refused || tooLarge;
  }

  /** True if MLlib would refuse one of them. */
  boolean isOfNoUse() {
    return refused;
  }

  @Override
  public long bytes() {
    return (long) TableSize.VALUE_BYTES * stored
        + CollectedRows.LEAST_BYTES_OF_A_ROW * rows
        + (long) Double.BYTES * extras.length;
  }

  /** True if its rows have an additional number. */
  boolean hasExtra() {
    return extras.length > 0;
  }

  int rows() {
    return rows;
  }

  int stored() {
    return stored;
  }

  /** Features of a row; -1 if there is none. */
  int columns() {
    return columns;
  }

  /**
   * Copies the rows into the arrays of a table.
   *
   * @param row place of the first row
   * @param value place of its first value
   */
  void copyTo(CollectedRows.Arrays to, int row, int value) {
    System.arraycopy(labels, 0, to.labels(), row, rows);
    System.arraycopy(weights, 0, to.weights(), row, rows);
    if (hasExtra()) {
      System.arraycopy(extras, 0, to.extras(), row, rows);
    }
    System.arraycopy(parts, 0, to.parts(), row, rows);
    System.arraycopy(features.indices(), 0, to.indices(), value, stored);
    System.arraycopy(features.values(), 0, to.values(), value, stored);
    for (int i = 0; i < rows; i++) {
      to.starts()[row + i + 1] = value + features.starts()[i + 1];
    }
  }
}
