package org.espalier.spark.packed;

import java.util.Arrays;
import org.espalier.train.Rows;

/** Builder of chunks of rows, row by row. */
final class ChunkBuilder {

  /**
   * Maximum number of stored values of a chunk: 512 KiB at 8 bytes each, less than half a region of
   * a G1 heap of 2 GiB or more, so that no array of a chunk is humongous.
   */
  private static final int MOST_VALUES = 1 << 16;

  private final int fold;
  private int columns = 0;
  private int rows = 0;
  private double[] labels = new double[64];
  private double[] weights = new double[64];
  private int[] starts = new int[65];
  private int[] indices = {};
  private double[] values = new double[1024];
  private boolean isSparse = false; // true from the chunk's first sparse vector on
  private boolean isTaken = true;

  ChunkBuilder(int fold) {
    this.fold = fold;
  }

  void add(DecodedRow row) {
    double label = row.label();
    double weight = row.weight();
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, 2 * rows);
      weights = Arrays.copyOf(weights, 2 * rows);
      starts = Arrays.copyOf(starts, 2 * rows + 1);
    }
    isTaken &= row.size() > 0 && (columns == 0 || columns == row.size());
    isTaken &= Double.isFinite(label) && Double.isFinite(weight) && weight >= 0;
    columns = row.size();
    labels[rows] = label;
    weights[rows] = isTaken ? weight : 0;
    if (!isTaken) {
      starts[rows + 1] = starts[rows]; // the chunk is left to MLlib
    } else if (row.places() != null) {
      add(row.places(), row.values());
    } else {
      add(row.values());
    }
    rows++;
    for (int i = starts[rows - 1]; i < starts[rows]; i++) {
      isTaken &= Double.isFinite(values[i]);
    }
  }

  private void add(double[] all) {
    int start = starts[rows];
    int end = start + columns;
    reserve(end);
    System.arraycopy(all, 0, values, start, columns);
    if (isSparse) {
      for (int j = 0; j < columns; j++) {
        indices[start + j] = j;
      }
    }
    starts[rows + 1] = end;
  }

  private void add(int[] places, double[] some) {
    if (!isSparse) {
      isSparse = true;
      indices = new int[values.length];
      for (int i = 0; i < starts[rows]; i++) {
        indices[i] = i % columns; // for the earlier dense rows
      }
    }
    int start = starts[rows];
    int end = start + some.length;
    reserve(end);
    System.arraycopy(some, 0, values, start, end - start);
    System.arraycopy(places, 0, indices, start, end - start);
    starts[rows + 1] = end;
  }

  private void reserve(int end) {
    if (end > values.length) {
      values = Arrays.copyOf(values, Math.max(end, 2 * values.length));
      indices = isSparse ? Arrays.copyOf(indices, values.length) : indices;
    }
  }

  boolean isEmpty() {
    return rows == 0;
  }

  boolean isFull() {
    return starts[rows] + rows + columns >= MOST_VALUES;
  }

  /** Returns the rows so far as a chunk, and empties the builder. */
  RowChunk take() {
    double[] ownLabels = Arrays.copyOf(labels, rows);
    double[] ownWeights = Arrays.copyOf(weights, rows);
    int stored = starts[rows];
    Rows packed =
        isSparse && isTaken
            ? Rows.sparse(
                columns,
                Arrays.copyOf(starts, rows + 1),
                Arrays.copyOf(indices, stored),
                Arrays.copyOf(values, stored),
                ownLabels,
                ownWeights)
            : Rows.dense(
                isTaken ? columns : 0,
                isTaken ? Arrays.copyOf(values, stored) : new double[0],
                ownLabels,
                ownWeights);
    RowChunk chunk = new RowChunk(fold, packed, isTaken);
    rows = 0;
    isSparse = false;
    isTaken = true;
    return chunk;
  }
}
