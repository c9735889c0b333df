package org.espalier.spark.task;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows that candidates are trained on, in arrays: compressed sparse rows in the order of the
 * dataset, partition by partition. Broadcast, so that one object serves all tasks of a JVM; what
 * trainers derive from it is made once a JVM.
 */
final class CollectedRows implements Serializable {

  private static final long serialVersionUID = 1;

  private final int columns;
  private final int declaredClasses;
  private final int[] arities;
  private final int[] partitions;
  private final int[] starts;
  private final int[] indices;
  private final double[] values;
  private final Labels labels;
  private final double[] weights;
  private transient @Nullable Map<Object, Object> derived; // guarded by this

  /**
   * @param declaredClasses of the label, as its column's metadata tells them; 0 if it does not
   * @param arities categories of each column, as its metadata tells them; 0 of a continuous one
   * @param partitions the place of each partition's first row, then the number of rows
   * @param starts the place of each row's first value, then the number of values
   * @param indices the column of each value that is not 0, ascending within a row
   */
  CollectedRows(
      int columns,
      int declaredClasses,
      int[] arities,
      int[] partitions,
      int[] starts,
      int[] indices,
      double[] values,
      double[] labels,
      double[] weights) {
    this.columns = columns;
    this.declaredClasses = declaredClasses;
    this.arities = arities;
    this.partitions = partitions;
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.labels = Labels.of(labels, weights);
    this.weights = weights;
  }

  int columns() {
    return columns;
  }

  int declaredClasses() {
    return declaredClasses;
  }

  int[] arities() {
    return arities;
  }

  int[] partitions() {
    return partitions;
  }

  int size() {
    return weights.length;
  }

  int[] starts() {
    return starts;
  }

  int[] indices() {
    return indices;
  }

  double[] values() {
    return values;
  }

  Labels labels() {
    return labels;
  }

  double[] weights() {
    return weights;
  }

  /** Bytes of the arrays. */
  long bytes() {
    return (long) Integer.BYTES * (partitions.length + starts.length + indices.length)
        + (long) Double.BYTES * (values.length + 2L * weights.length);
  }

  /** True if storing every value takes no more room than storing those that are not 0. */
  boolean isDense() {
    return (long) Double.BYTES * columns * size()
        <= (long) (Double.BYTES + Integer.BYTES) * values.length;
  }

  /** The values of a column, zeros included. */
  double[] column(int column) {
    double[] all = new double[size()];
    for (int row = 0; row < size(); row++) {
      int at = Arrays.binarySearch(indices, starts[row], starts[row + 1], column);
      if (at >= 0) {
        all[row] = values[at];
      }
    }
    return all;
  }

  /** The values row by row, zeros included. */
  double[] dense() {
    double[] all = new double[Math.multiplyExact(columns, size())];
    for (int row = 0; row < size(); row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        all[row * columns + indices[i]] = values[i];
      }
    }
    return all;
  }

  /**
   * Form that a trainer derives from these rows, made by the first task of a JVM that asks for it;
   * others wait.
   *
   * @param key by value; tells all that the form depends on beside the rows
   */
  @SuppressWarnings("unchecked") // a key is used with one type
  <T> T derived(Object key, Callable<T> make) throws Exception {
    Object lock;
    synchronized (this) {
      if (derived == null) {
        derived = new ConcurrentHashMap<>();
      }
      lock = derived.computeIfAbsent(key, k -> new Derived());
    }
    Derived form = (Derived) lock;
    synchronized (form) {
      if (form.value == null) {
        form.value = make.call();
      }
      return (T) form.value;
    }
  }

  /**
   * Labels, and how many classes they tell.
   *
   * @param all one more than the largest label; 0 if one of them is no class
   * @param classes the same of the rows that weigh something; 0 if there is none
   * @param weighs whether a row weighs something
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Labels(double[] values, int all, int classes, boolean weighs) implements Serializable {

    private static final long serialVersionUID = 1;

    static Labels of(double[] values, double[] weights) {
      double largest = -1;
      double heavy = -1;
      boolean areClasses = true;
      boolean weighs = false;
      for (int i = 0; i < values.length; i++) {
        double label = values[i];
        areClasses &= label >= 0 && label == Math.rint(label) && label < Integer.MAX_VALUE;
        largest = Math.max(largest, label);
        heavy = weights[i] > 0 ? Math.max(heavy, label) : heavy;
        weighs |= weights[i] > 0;
      }
      return areClasses
          ? new Labels(values, (int) largest + 1, (int) heavy + 1, weighs)
          : new Labels(values, 0, 0, weighs);
    }
  }

  private static final class Derived {
    private @Nullable Object value; // guarded by this
  }
}
