package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one size, in the form that takes fewer bytes: all values row by row, or those other
 * than 0 in compressed sparse rows. Readers see 0 in place of -0.
 *
 * @param starts the place of each row's first value, then the number of values; empty if all values
 *     are held
 * @param indices the place of each value in its vector, ascending within a row; empty likewise
 * @param stored number of values other than 0
 * @param categories of each place; 0 for a continuous one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record VectorValues(
    int[] starts, int[] indices, double[] values, int stored, int[] categories)
    implements ColumnValues {

  /** Bytes of a value in compressed sparse rows. */
  static final int VALUE_BYTES = Double.BYTES + Integer.BYTES;

  private static final int LONGEST = Integer.MAX_VALUE - 8; // array of a JVM

  private static volatile int[] zeros = {}; // never changed

  private Object writeReplace() {
    return new PackedValues(this);
  }

  /** Value in place of one that is not 0. */
  @FunctionalInterface
  interface Change {
    double of(int row, int place, double value);
  }

  /**
   * Categories of places that are all continuous. Blocks of the same width share one array, which
   * would otherwise take more than the few values of a wide vector.
   */
  static int[] continuous(int size) {
    int[] shared = zeros;
    if (shared.length != size) {
      shared = new int[size];
      zeros = shared;
    }
    return shared;
  }

  /** True if all places are continuous. */
  boolean isContinuous() {
    return categories == zeros || Arrays.stream(categories).allMatch(arity -> arity == 0);
  }

  /** Vectors of which all values are held. */
  static VectorValues dense(double[] values, int[] categories) {
    int stored = 0;
    for (double value : values) {
      stored += value == 0 ? 0 : 1;
    }
    return new VectorValues(new int[0], new int[0], values, stored, categories);
  }

  /** True if all values take no more bytes than those other than 0 with their places. */
  public static boolean isDense(long rows, int size, long stored) {
    return size > 0 && rows * size <= LONGEST && Double.BYTES * rows * size <= VALUE_BYTES * stored;
  }

  /** Bytes of the values, and of their places if these are held. */
  public static long bytes(long rows, int size, long stored) {
    return isDense(rows, size, stored) ? Double.BYTES * rows * size : VALUE_BYTES * stored;
  }

  /** Bytes of the longest array of values, with their places. */
  public static long mostBytes() {
    return (long) VALUE_BYTES * LONGEST;
  }

  @Override
  public long bytes() {
    return (long) Integer.BYTES * (starts.length + indices.length + categories.length)
        + (long) Double.BYTES * values.length;
  }

  /** Vectors with categories; null if these are of another number of places. */
  @Nullable VectorValues ofCategories(int[] places) {
    return places.length == size() || rows() == 0
        ? new VectorValues(starts, indices, values, stored, places)
        : null;
  }

  /** Copy in the form that takes fewer bytes. */
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

  /** Vectors of several tables, one below the other; null if their sizes differ. */
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

  /** Number of a row's values other than 0. */
  public int stored(int row) {
    int count = 0;
    for (int i = start(row); i < start(row + 1); i++) {
      count += values[i] == 0 ? 0 : 1; // a scaler makes a constant column 0
    }
    return count;
  }

  /** Copies all values of a row into an array of zeros. */
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

  /** Copies the values of a row other than 0; returns the place after the last one. */
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

  /** Reader of a column's values by row, zeros included, each into a new array. */
  public IntFunction<double[]> columnReader(StopRequest stop) throws InterruptedException {
    return isDense() ? this::column : ByColumn.of(this, stop)::column;
  }

  /** Values of a column, of which all are held. */
  private double[] column(int column) {
    double[] all = new double[rows()];
    for (int row = 0; row < all.length; row++) {
      all[row] = values[row * size() + column] + 0.0;
    }
    return all;
  }

  /**
   * Values in the order of their columns.
   *
   * @param ends place after the last value of the column before, then of each
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
   * True if all values are finite.
   *
   * @param missing true if they may be NaN, too
   */
  public boolean areFinite(boolean missing) {
    for (double value : values) {
      if (!Double.isFinite(value) && !(missing && Double.isNaN(value))) {
        return false;
      }
    }
    return true;
  }

  /** True if every value of a categorical place is missing, or one of its categories. */
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

  /** The vectors with other values in place of those that are not 0, continuous in all places. */
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
