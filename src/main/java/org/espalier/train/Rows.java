package org.espalier.train;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table in the layout used for training: dense or sparse features, with a label and a
 * weight per row. An instance keeps the arrays it is given, which must not be changed afterwards.
 */
public final class Rows implements Serializable {

  private static final long serialVersionUID = 1;

  /** Rows of a block, few enough that their margins stay in the L1 cache. */
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
   * Creates rows of which every value is stored.
   *
   * @param values values row by row, labels.length × columns
   * @param weights weights by row, at least 0 and finite
   * @throws IllegalArgumentException if the lengths do not match or a weight is not valid
   */
  public static Rows dense(int columns, double[] values, double[] labels, double[] weights) {
    if ((long) columns * labels.length != values.length) {
      throw new IllegalArgumentException(
          "%d values, %d rows of %d columns.".formatted(values.length, labels.length, columns));
    }
    return new Rows(columns, null, null, values, labels, weights);
  }

  /**
   * Creates rows of which only some values are stored. All other values are 0.
   *
   * @param starts index of each row's first value, followed by the number of values: labels.length
   *     + 1 numbers
   * @param indices column of each value, ascending within a row
   * @param values stored values, row by row
   * @param weights weights by row, at least 0 and finite
   * @throws IllegalArgumentException if the lengths do not match, or a column or a weight is not
   *     valid
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

  /** Returns the labels by row. The array must not be changed. */
  public double[] labels() {
    return labels;
  }

  /** Returns the weights by row. The array must not be changed. */
  public double[] weights() {
    return weights;
  }

  /** Returns rows whose only column is the label, with the same weights. */
  public Rows labelsAlone() {
    return new Rows(1, null, null, labels, labels, weights);
  }

  /** Action on consecutive rows, from {@code from} to {@code to} exclusive. */
  @FunctionalInterface
  public interface BlockAction {
    void at(int from, int to);
  }

  /**
   * Passes over all rows in blocks of {@link #BLOCK}.
   *
   * @throws InterruptedException if the thread is interrupted; it is checked before each block
   */
  public void forEachBlock(BlockAction action) throws InterruptedException {
    forEachBlock(BLOCK, action);
  }

  /** Passes over all rows in blocks of a given length. */
  void forEachBlock(int length, BlockAction action) throws InterruptedException {
    forEachBlock(size(), length, action);
  }

  /**
   * Passes over the indices from 0 to {@code size} exclusive in blocks of a given length.
   *
   * @throws InterruptedException if the thread is interrupted; it is checked before each block
   */
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

  /** Returns the number of stored values of a row. */
  int stored(int row) {
    return starts == null ? columns : starts[row + 1] - starts[row];
  }

  /**
   * Copies the stored values of a row and their columns.
   *
   * @return number of stored values
   */
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

  /** Copies the values of a row, which must be dense. */
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
   * Multiplies rows by a panel of coefficients and adds the products to sums: sums[(row - from) ·
   * width + k] += Σ value · panel[column · width + k], column by column.
   *
   * @param panel columns × width
   * @param sums (to - from) × width
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

  /** Multiplies rows by a panel of width 1, without an inner loop. */
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

  /**
   * Returns the margin of each row: the product of its values and the coefficients, plus the
   * intercept.
   *
   * @throws InterruptedException if the thread is interrupted
   */
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
   * Multiplies the transposed rows by factors and adds the products to a panel: panel[column ·
   * width + k] += Σ value · factors[(row - from) · width + k], row by row.
   *
   * @param factors (to - from) × width
   * @param panel columns × width
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
