package org.espalier.spark.feature;

import java.util.Arrays;

/**
 * Builder of vectors of one size, row by row. Each time it grows, it switches to the form that
 * takes fewer bytes so far.
 */
final class VectorsBuilder {

  private final int size;
  private int room = 0; // in rows
  private int rows = 0;
  private int stored = 0;
  private int[] starts = {};
  private int[] indices = {};
  private double[] values = {};

  /**
   * Creates a builder for an expected size; it grows if there is more.
   *
   * @param rows expected number of rows
   * @param size number of elements of each vector
   * @param stored expected number of nonzero values
   */
  VectorsBuilder(int rows, int size, int stored) {
    this.size = size;
    makeRoom(Math.max(1, rows), stored);
  }

  private void makeRoom(int expected, int most) {
    room = expected;
    boolean dense = VectorValues.isDense(expected, size, most);
    starts = new int[dense ? 0 : expected + 1];
    indices = new int[dense ? 0 : Math.max(1, most)];
    values = new double[dense ? expected * size : indices.length];
  }

  private boolean isDense() {
    return starts.length == 0;
  }

  private void growIfFull() {
    if (rows == room) {
      VectorValues before = new VectorValues(starts, indices, values, stored, new int[size]);
      makeRoom(2 * rows, 2 * stored);
      rows = 0;
      stored = 0;
      add(before);
    }
  }

  /** Adds all rows of vectors of the same size. */
  void add(VectorValues vectors) {
    if (isDense() && vectors.isDense() && rows + vectors.rows() <= room) {
      System.arraycopy(vectors.values(), 0, values, rows * size, vectors.values().length);
      rows += vectors.rows();
      stored += vectors.stored();
    } else {
      for (int row = 0; row < vectors.rows(); row++) {
        add(vectors, row, 0);
        end();
      }
    }
  }

  /** Adds a value to the current row, unless it is 0. */
  void add(int place, double value) {
    if (value == 0) {
      return;
    }
    growIfFull();
    if (isDense()) {
      values[rows * size + place] = value;
    } else {
      if (stored == values.length) {
        indices = Arrays.copyOf(indices, 2 * stored);
        values = Arrays.copyOf(values, 2 * stored);
      }
      indices[stored] = place;
      values[stored] = value;
    }
    stored++;
  }

  /** Adds all elements of the current row. */
  void add(double[] all) {
    growIfFull();
    if (isDense()) {
      int at = rows * size;
      int count = 0;
      for (int place = 0; place < size; place++) {
        values[at + place] = all[place] + 0.0; // turns -0 into 0
        count += all[place] == 0 ? 0 : 1;
      }
      stored += count;
    } else {
      for (int place = 0; place < size; place++) {
        add(place, all[place]);
      }
    }
  }

  /** Adds the values of a row to the current row, shifted by {@code from} elements. */
  void add(VectorValues vectors, int row, int from) {
    growIfFull();
    if (isDense()) {
      vectors.copyTo(values, rows * size + from, row);
      stored += vectors.stored(row);
    } else {
      int count = vectors.stored(row);
      if (stored + count > values.length) {
        indices = Arrays.copyOf(indices, 2 * stored + count);
        values = Arrays.copyOf(values, 2 * stored + count);
      }
      int end = vectors.copyTo(indices, values, stored, row);
      for (int i = stored; i < end; i++) {
        indices[i] += from;
      }
      stored = end;
    }
  }

  void end() {
    growIfFull();
    rows++;
    if (!isDense()) {
      starts[rows] = stored;
    }
  }

  /** Returns the bytes of the rows so far, in the form that takes fewer. */
  long bytes() {
    return VectorValues.bytes(rows, size, stored);
  }

  VectorValues vectors(int[] categories) {
    return isDense()
        ? new VectorValues(starts, indices, trimmed(values, rows * size), stored, categories)
        : new VectorValues(
            Arrays.copyOf(starts, rows + 1),
            indices.length == stored ? indices : Arrays.copyOf(indices, stored),
            trimmed(values, stored),
            stored,
            categories);
  }

  private static double[] trimmed(double[] values, int length) {
    return values.length == length ? values : Arrays.copyOf(values, length);
  }
}
