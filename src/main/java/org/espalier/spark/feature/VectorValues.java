package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one size, in the form that takes fewer bytes: dense, with all elements row by row, or
 * in compressed sparse rows, with the nonzero elements. Readers get 0 for -0.
 *
 * @param starts index of each row's first value, followed by the number of values; empty if dense
 * @param indices element of each value, ascending within a row; empty if dense
 * @param values values of the rows, one row after the other
 * @param stored number of nonzero values
 * @param categories number of categories of each element; 0 for a continuous one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record VectorValues(
    int[] starts, int[] indices, double[] values, int stored, int[] categories)
    implements ColumnValues {

  /** Bytes of a value in compressed sparse rows. */
  static final int VALUE_BYTES = Double.BYTES + Integer.BYTES;

  private static final int LONGEST = Integer.MAX_VALUE - 8; // longest array of a JVM

  private static volatile int[] zeros = {}; // never changed

  private Object writeReplace() {
    return new PackedValues(this);
  }

  /** Function that replaces a nonzero value. */
  @FunctionalInterface
  interface Change {
    double of(int row, int place, double value);
  }

  /**
   * Returns the categories of vectors whose elements are all continuous. Blocks of the same size
   * share one array, which would otherwise take more memory than the few values of a wide vector.
   */
  static int[] continuous(int size) {
    int[] shared = zeros;
    if (shared.length != size) {
      shared = new int[size];
      zeros = shared;
    }
    return shared;
  }

  /** Returns true if all elements are continuous. */
  boolean isContinuous() {
    return categories == zeros || Arrays.stream(categories).allMatch(arity -> arity == 0);
  }

  /** Returns dense vectors. */
  static VectorValues dense(double[] values, int[] categories) {
    int stored = 0;
    for (double value : values) {
      stored += value == 0 ? 0 : 1;
    }
    return new VectorValues(new int[0], new int[0], values, stored, categories);
  }

  /**
   * Returns true if the dense form takes at most the bytes of the sparse one, and fits into an
   * array.
   */
  public static boolean isDense(long rows, int size, long stored) {
    return size > 0 && rows * size <= LONGEST && Double.BYTES * rows * size <= VALUE_BYTES * stored;
  }

  /** Returns the bytes of the values, and of their indices in the sparse form. */
  public static long bytes(long rows, int size, long stored) {
    return isDense(rows, size, stored) ? Double.BYTES * rows * size : VALUE_BYTES * stored;
  }

  /** Returns the bytes of the longest array of values, with their indices. */
  public static long mostBytes() {
    return (long) VALUE_BYTES * LONGEST;
  }

  @Override
  public long bytes() {
    return (long) Integer.BYTES * (starts.length + indices.length + categories.length)
        + (long) Double.BYTES * values.length;
  }

  /**
   * Returns the vectors with other categories; null if their number differs from the size of the
   * vectors.
   */
  @Nullable VectorValues ofCategories(int[] places) {
    return places.length == size() || rows() == 0
        ? new VectorValues(starts, indices, values, stored, places)
        : null;
  }

  /** Returns the vectors in the form that takes fewer bytes. */
  VectorValues smaller() {
    return isDense() == isDense(rows(), size(), stored)
        ? this
        : of(IntStream.range(0, rows()).toArray());
  }

  @Override
  public VectorValues of(int[] rows) {
    VectorsBuilder some =
        new VectorsBuilder(rows.length, size(), Arrays.stream(rows).map(this::stored).sum());
    for (int row : rows) {
      some.add(this, row, 0);
      some.end();
    }
    return some.vectors(categories);
  }

  /** Concatenates the vectors of several tables; null if their sizes differ. */
  static @Nullable VectorValues joined(List<VectorValues> tables) {
    VectorValues first =
        tables.stream().filter(t -> t.rows() > 0).findFirst().orElse(tables.get(0));
    int rows = tables.stream().mapToInt(VectorValues::rows).sum();
    int stored = tables.stream().mapToInt(VectorValues::stored).sum();
    VectorsBuilder all = new VectorsBuilder(rows, first.size(), stored);
    for (VectorValues table : tables) {
      if (table.rows() > 0 && table.size() != first.size()) {
        return null;
      }
      all.add(table);
    }
    return all.vectors(first.categories());
  }

  public int rows() {
    return isDense() ? values.length / size() : starts.length - 1;
  }

  public int size() {
    return categories.length;
  }

  public boolean isDense() {
    return starts.length == 0;
  }

  private int start(int row) {
    return isDense() ? row * size() : starts[row];
  }

  /** Returns the number of nonzero values of a row. */
  public int stored(int row) {
    int count = 0;
    for (int i = start(row); i < start(row + 1); i++) {
      count += values[i] == 0 ? 0 : 1; // a scaler sets constant columns to 0
    }
    return count;
  }

  /** Copies all elements of a row into an array of zeros. */
  public void copyTo(double[] all, int at, int row) {
    int first = start(row);
    if (isDense()) {
      for (int place = 0; place < size(); place++) {
        all[at + place] = values[first + place] + 0.0;
      }
    } else {
      for (int i = first; i < starts[row + 1]; i++) {
        all[at + indices[i]] = values[i] + 0.0;
      }
    }
  }

  /** Copies the nonzero values of a row; returns the position after the last one. */
  public int copyTo(int[] places, double[] some, int at, int row) {
    int next = at;
    int first = start(row);
    for (int i = first; i < start(row + 1); i++) {
      if (values[i] != 0) {
        places[next] = isDense() ? i - first : indices[i];
        some[next++] = values[i];
      }
    }
    return next;
  }

  /**
   * Returns a reader of a vector element for all rows, zeros included, each time in a new array.
   *
   * @throws InterruptedException if the thread is interrupted while sparse values are sorted by
   *     column
   */
  public IntFunction<double[]> columnReader(StopRequest stop) throws InterruptedException {
    return isDense() ? this::column : ByColumn.of(this, stop)::column;
  }

  /** Returns an element of all rows of dense vectors. */
  private double[] column(int column) {
    double[] all = new double[rows()];
    for (int row = 0; row < all.length; row++) {
      all[row] = values[row * size() + column] + 0.0;
    }
    return all;
  }

  /**
   * Values of sparse vectors, sorted by column.
   *
   * @param rows number of rows
   * @param ends start of the first column's values, followed by the end of each column's values
   * @param at row of each value
   */
  private record ByColumn(int rows, int[] ends, int[] at, double[] values) {

    static ByColumn of(VectorValues vectors, StopRequest stop) throws InterruptedException {
      int[] ends = new int[vectors.size() + 1];
      for (int i = 0; i < vectors.indices.length; i++) {
        stop.checkAt(i);
        ends[vectors.indices[i] + 1]++;
      }
      for (int column = 0; column < vectors.size(); column++) {
        ends[column + 1] += ends[column];
      }
      int[] next = ends.clone();
      int[] at = new int[vectors.indices.length];
      double[] values = new double[at.length];
      for (int row = 0; row < vectors.rows(); row++) {
        stop.checkAt(row);
        for (int i = vectors.starts[row]; i < vectors.starts[row + 1]; i++) {
          int place = next[vectors.indices[i]]++;
          at[place] = row;
          values[place] = vectors.values[i];
        }
      }
      return new ByColumn(vectors.rows(), ends, at, values);
    }

    double[] column(int column) {
      double[] all = new double[rows];
      for (int i = ends[column]; i < ends[column + 1]; i++) {
        all[at[i]] = values[i] + 0.0;
      }
      return all;
    }
  }

  /**
   * Returns true if all values are finite.
   *
   * @param missing true if NaN is accepted as a missing value
   */
  public boolean areFinite(boolean missing) {
    for (double value : values) {
      if (!Double.isFinite(value) && !(missing && Double.isNaN(value))) {
        return false;
      }
    }
    return true;
  }

  /** Returns true if every value of a categorical element is NaN or one of its categories. */
  public boolean hasItsCategories() {
    boolean continuous = isContinuous();
    for (int row = 0; !continuous && row < rows(); row++) {
      int first = start(row);
      for (int i = first; i < start(row + 1); i++) {
        int arity = categories[isDense() ? i - first : indices[i]];
        if (arity > 0
            && !Double.isNaN(values[i])
            && !(values[i] >= 0 && values[i] < arity && values[i] == Math.rint(values[i]))) {
          return false;
        }
      }
    }
    return true;
  }

  Vector row(int row) {
    int[] places = new int[stored(row)];
    double[] some = new double[places.length];
    copyTo(places, some, 0, row);
    return org.apache.spark.ml.linalg.Vectors.sparse(size(), places, some);
  }

  /** Returns the vectors with nonzero values replaced, and all elements continuous. */
  VectorValues changed(Change change) {
    double[] changed = new double[values.length];
    int kept = 0;
    for (int row = 0; row < rows(); row++) {
      int first = start(row);
      for (int i = first; i < start(row + 1); i++) {
        if (values[i] != 0) {
          changed[i] = change.of(row, isDense() ? i - first : indices[i], values[i]);
          kept += changed[i] == 0 ? 0 : 1;
        }
      }
    }
    return new VectorValues(starts, indices, changed, kept, new int[size()]);
  }
}
