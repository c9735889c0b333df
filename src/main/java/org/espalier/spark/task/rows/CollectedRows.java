package org.espalier.spark.task.rows;

import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import org.espalier.train.Stop;
import org.jspecify.annotations.Nullable;

/**
 * Rows that candidates are trained and scored on, in arrays: compressed sparse rows in the order of
 * the dataset, partition by partition. Broadcast, so that one object serves all tasks of a JVM;
 * what trainers derive from it is made once a JVM.
 */
public final class CollectedRows implements Serializable {

  /** Label, weight, part, and the place of the first value. */
  public static final long LEAST_BYTES_OF_A_ROW = 2 * Double.BYTES + 2 * Integer.BYTES;

  private static final long serialVersionUID = 1;

  /**
   * Arrays of a table.
   *
   * @param starts the place of each row's first value, then the number of values
   * @param indices the column of each value that is not 0, ascending within a row
   * @param extras a further number of each row, if a trainer reads one; else empty
   * @param parts the part of each row: the fold that it validates, at least 0
   */
  @SuppressWarnings("ArrayRecordComponent")
  public // never compared
  record Arrays(
      int[] starts,
      int[] indices,
      double[] values,
      double[] labels,
      double[] weights,
      double[] extras,
      int[] parts)
      implements Serializable {

    private static final long serialVersionUID = 1;

    static Arrays of(int rows, int stored, boolean extra) {
      return new Arrays(
          new int[rows + 1],
          new int[stored],
          new double[stored],
          new double[rows],
          new double[rows],
          new double[extra ? rows : 0],
          new int[rows]);
    }
  }

  private final int columns;
  private final int declaredClasses;
  private final int[] arities;
  private final int[] partitions;
  private final Arrays arrays;
  private final boolean hasItsCategories;
  private final boolean isWeighted;
  private final String label;
  private transient @Nullable CollectedRows features; // whose columns these are
  private transient @Nullable Map<Object, Object> derived; // guarded by this

  /**
   * @param declaredClasses of the label, by its column's metadata; 0 if it declares none
   * @param arities categories of each column, by its metadata; 0 for a continuous one
   * @param partitions the place of the first row of each partition that a fit may read, then the
   *     number of rows of all of them; rows beyond are only scored
   * @param label metadata of the label's column
   */
  CollectedRows(
      int columns,
      int declaredClasses,
      int[] arities,
      int[] partitions,
      Arrays arrays,
      String label) {
    this.columns = columns;
    this.declaredClasses = declaredClasses;
    this.arities = arities;
    this.partitions = partitions;
    this.arrays = arrays;
    this.label = label;
    this.hasItsCategories = isEveryCategoryKnown();
    this.isWeighted = DoubleStream.of(arrays.weights()).anyMatch(weight -> weight != 1);
  }

  /** The same columns with other labels. */
  private CollectedRows(CollectedRows features, int declaredClasses, double[] labels) {
    Arrays own = features.arrays;
    this.columns = features.columns;
    this.declaredClasses = declaredClasses;
    this.arities = features.arities;
    this.partitions = features.partitions;
    this.arrays =
        new Arrays(
            own.starts(),
            own.indices(),
            own.values(),
            labels,
            own.weights(),
            own.extras(),
            own.parts());
    this.label = features.label;
    this.hasItsCategories = features.hasItsCategories;
    this.isWeighted = features.isWeighted;
    this.features = features;
  }

  /** The same rows with label 1 for one class and 0 for the rest. */
  CollectedRows against(int label) {
    double[] labels = new double[size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = arrays.labels()[row] == label ? 1 : 0;
    }
    return new CollectedRows(this, 2, labels);
  }

  public int columns() {
    return columns;
  }

  public int declaredClasses() {
    return declaredClasses;
  }

  /** Metadata of the label's column, as JSON. */
  public String label() {
    return label;
  }

  public int[] arities() {
    return arities;
  }

  int[] partitions() {
    return partitions;
  }

  public Arrays arrays() {
    return arrays;
  }

  public int size() {
    return arrays.weights().length;
  }

  /** Bytes of the arrays. */
  long bytes() {
    return (long) Integer.BYTES
            * (partitions.length + 2L * size() + arrays.indices().length + arities.length)
        + (long) Double.BYTES * (arrays.values().length + arrays.extras().length + 2L * size());
  }

  /** Reader of a column's values by row, zeros included, each into a new array. */
  public IntFunction<double[]> columnReader(Stop stop) throws InterruptedException {
    int[] indices = arrays.indices();
    int[] ends = new int[columns + 1];
    for (int i = 0; i < indices.length; i++) {
      stop.checkAt(i);
      ends[indices[i] + 1]++;
    }
    for (int column = 0; column < columns; column++) {
      ends[column + 1] += ends[column];
    }
    int[] next = ends.clone();
    int[] rows = new int[indices.length];
    double[] values = new double[indices.length];
    for (int row = 0; row < size(); row++) {
      stop.checkAt(row);
      for (int i = arrays.starts()[row]; i < arrays.starts()[row + 1]; i++) {
        int at = next[indices[i]]++;
        rows[at] = row;
        values[at] = arrays.values()[i];
      }
    }
    return column -> {
      double[] all = new double[size()];
      for (int i = ends[column]; i < ends[column + 1]; i++) {
        all[rows[i]] = values[i];
      }
      return all;
    };
  }

  /** True if every value of a categorical column is missing, or one of its categories. */
  public boolean hasItsCategories() {
    return hasItsCategories;
  }

  /** True if a row has a weight other than 1. */
  public boolean isWeighted() {
    return isWeighted;
  }

  private boolean isEveryCategoryKnown() {
    int[] indices = arrays.indices();
    double[] values = arrays.values();
    for (int i = 0; i < values.length; i++) {
      int arity = arities[indices[i]];
      if (arity > 0
          && !Double.isNaN(values[i])
          && !(values[i] >= 0 && values[i] < arity && values[i] == Math.rint(values[i]))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Rows of a fold.
   *
   * @param number of the part that is scored, all others being trained on; {@link CellRows#WHOLE}
   *     if all are
   */
  public FoldRows fold(int number) throws Exception {
    return derived(new Fold(number), () -> new FoldRows(this, number));
  }

  private record Fold(int number) {}

  /**
   * Form that a trainer derives from these rows, made by the first task of a JVM that needs it;
   * others wait. If memory is short, forms that no task reads are dropped, and made again.
   *
   * @param key by value; contains all that the form depends on beside the rows
   */
  @SuppressWarnings("unchecked") // a key is used with one type
  <T> T derived(Object key, Callable<T> make) throws Exception {
    Derived form;
    synchronized (this) {
      if (derived == null) {
        derived = new ConcurrentHashMap<>();
      }
      form = (Derived) derived.computeIfAbsent(key, k -> new Derived());
    }
    synchronized (form) {
      Object made = form.value == null ? null : form.value.get();
      if (made == null) {
        made = make.call();
        form.value = new SoftReference<>(made);
      }
      return (T) made;
    }
  }

  /** The same for a form that depends on the features alone, which other labels share. */
  public <T> T derivedOfFeatures(Object key, Callable<T> make) throws Exception {
    return features == null ? derived(key, make) : features.derivedOfFeatures(key, make);
  }

  private static final class Derived {
    private @Nullable SoftReference<Object> value; // guarded by this
  }
}
