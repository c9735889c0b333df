package org.espalier.train;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table in training form: features, dense or sparse, with a label and a weight each. It
 * keeps the given arrays, which must not be changed afterwards.
 */
public final class Rows implements Serializable {

  private static final long serialVersionUID = 1;

  /** Rows of a block: their margins stay in the nearest cache. */
  public static final int BLOCK = 64;

  private final int columns;
  private final int @Nullable [] starts;
  private final int @Nullable [] indices;
  private final double[] values;
  private final double[] labels;
  private final double[] weights;

  private Rows(
      int columns,
      int @Nullable [] starts,
      int @Nullable [] indices,
      double[] values,
      double[] labels,
      double[] weights) {
    if (labels.length != weights.length) {
      throw new IllegalArgumentException(
          "%d labels, %d weights.".formatted(labels.length, weights.length));
    }
    if (Arrays.stream(weights).anyMatch(w -> !(w >= 0) || Double.isInfinite(w))) {
      throw new IllegalArgumentException("A weight is negative or not finite.");
    }
    this.columns = columns;
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.labels = labels;
    this.weights = weights;
  }

  /**
   * Rows all of whose values are stored.
   *
   * @param values row by row, labels.length × columns
   * @param weights by row; at least 0 and finite
   */
  public static Rows dense(int columns, double[] values, double[] labels, double[] weights) {
    if ((long) columns * labels.length != values.length) {
      throw new IllegalArgumentException(
          "%d values, %d rows of %d columns.".formatted(values.length, labels.length, columns));
    }
    return new Rows(columns, null, null, values, labels, weights);
  }

  /**
   * Rows of which only some values are stored; the others are 0.
   *
   * @param starts the place of each row's first value, then the number of values: labels.length + 1
   * @param indices the column of each value, ascending within a row
   * @param values row by row
   * @param weights by row; at least 0 and finite
   */
  public static Rows sparse(
      int columns,
      int[] starts,
      int[] indices,
      double[] values,
      double[] labels,
      double[] weights) {
    if (starts.length != labels.length + 1
        || starts[0] != 0
        || starts[labels.length] != values.length
        || indices.length != values.length) {
      throw new IllegalArgumentException(
          "%d starts up to %d, %d indices, %d values, %d rows."
              .formatted(
                  starts.length,
                  starts[starts.length - 1],
                  indices.length,
                  values.length,
                  labels.length));
    }
    for (int row = 0; row < labels.length; row++) {
      int before = -1;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        if (indices[i] <= before || indices[i] >= columns) {
          throw new IllegalArgumentException(
              "Row %d of %d columns: column %d after %d."
                  .formatted(row, columns, indices[i], before));
        }
        before = indices[i];
      }
    }
    return new Rows(columns, starts, indices, values, labels, weights);
  }

  public int size() {
    return labels.length;
  }

  public int columns() {
    return columns;
  }

  public double label(int row) {
    return labels[row];
  }

  public double weight(int row) {
    return weights[row];
  }

  /** Labels by row; not to be changed. */
  public double[] labels() {
    return labels;
  }

  /** Weights by row; not to be changed. */
  public double[] weights() {
    return weights;
  }

  /** The labels as rows of one column, with the same weights. */
  public Rows labelsAlone() {
    return new Rows(1, null, null, labels, labels, weights);
  }

  /** Action on a few consecutive rows. */
  @FunctionalInterface
  public interface BlockAction {
    void at(int from, int to);
  }

  /**
   * Goes over all rows, {@link #BLOCK} at a time.
   *
   * @throws InterruptedException if the thread was interrupted; noticed before each block
   */
  public void forEachBlock(BlockAction action) throws InterruptedException {
    forEachBlock(BLOCK, action);
  }

  /** Goes over all rows, a given number at a time. */
  void forEachBlock(int length, BlockAction action) throws InterruptedException {
    forEachBlock(size(), length, action);
  }

  /** Goes from 0 to a number, a given length at a time. */
  public static void forEachBlock(int size, int length, BlockAction action)
      throws InterruptedException {
    for (int from = 0; from < size; from += length) {
      if (Thread.interrupted()) {
        throw new InterruptedException("Training was interrupted at row " + from + ".");
      }
      action.at(from, Math.min(from + length, size));
    }
  }

  /** Action on a stored value. */
  @FunctionalInterface
  public interface ValueAction {
    void at(int column, double value);
  }

  public boolean isDense() {
    return starts == null;
  }

  /** Number of stored values of a row. */
  int stored(int row) {
    return starts == null ? columns : starts[row + 1] - starts[row];
  }

  /** Copies the stored values of a row, and their columns; returns their number. */
  int copyRow(int row, int[] places, double[] into) {
    int count = stored(row);
    if (starts == null || indices == null) {
      for (int j = 0; j < count; j++) {
        places[j] = j;
      }
      System.arraycopy(values, row * columns, into, 0, count);
    } else {
      System.arraycopy(indices, starts[row], places, 0, count);
      System.arraycopy(values, starts[row], into, 0, count);
    }
    return count;
  }

  /** Copies the values of a dense row. */
  public void copyDense(int row, double[] into) {
    System.arraycopy(values, row * columns, into, 0, columns);
  }

  public void forEachValue(int row, ValueAction action) {
    if (starts == null || indices == null) {
      for (int j = 0; j < columns; j++) {
        action.at(j, values[row * columns + j]);
      }
    } else {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        action.at(indices[i], values[i]);
      }
    }
  }

  /**
   * Adds the products of rows and a panel to sums: sums[(row - from) · width + k] += Σ value ·
   * panel[column · width + k], column by column.
   */
  public void multiply(int from, int to, double[] panel, int width, double[] sums) {
    if (width == 1) {
      multiplyOne(from, to, panel, sums);
      return;
    }
    for (int row = from; row < to; row++) {
      int sum = (row - from) * width;
      if (starts == null || indices == null) {
        VectorKernels.addDense(values, row * columns, columns, panel, width, sums, sum);
      } else {
        VectorKernels.addSparse(
            values, indices, starts[row], starts[row + 1], panel, width, sums, sum);
      }
    }
  }

  /** Additions for a panel of width 1, without an inner loop. */
  private void multiplyOne(int from, int to, double[] panel, double[] sums) {
    for (int row = from; row < to; row++) {
      double sum = sums[row - from];
      if (starts == null || indices == null) {
        int first = row * columns;
        for (int j = 0; j < columns; j++) {
          sum += values[first + j] * panel[j];
        }
      } else {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
          sum += values[i] * panel[indices[i]];
        }
      }
      sums[row - from] = sum;
    }
  }

  /** The product of each row and coefficients, plus an intercept. */
  public double[] margins(double[] coefficients, double intercept) throws InterruptedException {
    double[] margins = new double[size()];
    double[] block = new double[BLOCK];
    forEachBlock(
        (from, to) -> {
          Arrays.fill(block, 0);
          multiply(from, to, coefficients, 1, block);
          for (int row = from; row < to; row++) {
            margins[row] = block[row - from] + intercept;
          }
        });
    return margins;
  }

  /**
   * Adds the products of values and factors to a panel: panel[column · width + k] += Σ value ·
   * factors[(row - from) · width + k], row by row.
   */
  public void addTransposed(int from, int to, double[] factors, int width, double[] panel) {
    if (width == 1) {
      addTransposedOne(from, to, factors, panel);
      return;
    }
    for (int row = from; row < to; row++) {
      int factor = (row - from) * width;
      if (starts == null || indices == null) {
        int first = row * columns;
        for (int j = 0; j < columns; j++) {
          VectorKernels.add(values[first + j], factors, factor, panel, j * width, width);
        }
      } else {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
          VectorKernels.add(values[i], factors, factor, panel, indices[i] * width, width);
        }
      }
    }
  }

  private void addTransposedOne(int from, int to, double[] factors, double[] panel) {
    for (int row = from; row < to; row++) {
      double factor = factors[row - from];
      if (starts == null || indices == null) {
        int first = row * columns;
        for (int j = 0; j < columns; j++) {
          panel[j] += values[first + j] * factor;
        }
      } else {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
          panel[indices[i]] += values[i] * factor;
        }
      }
    }
  }
}
