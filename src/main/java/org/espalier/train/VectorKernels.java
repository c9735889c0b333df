package org.espalier.train;

/**
 * Innermost loops over adjacent array elements, written so that the JIT compiler vectorises them.
 */
final class VectorKernels {

  private VectorKernels() {}

  /**
   * Computes y[k] += factor · x[k] for {@code length} elements, eight at a time, because the
   * compiler does not vectorise a short loop.
   */
  static void add(double factor, double[] x, int fromX, double[] y, int fromY, int length) {
    int k = 0;
    for (; k + 7 < length; k += 8) {
      add8(factor, x, fromX + k, y, fromY + k);
    }
    for (; k < length; k++) {
      y[fromY + k] += factor * x[fromX + k];
    }
  }

  private static void add8(double factor, double[] x, int fromX, double[] y, int fromY) {
    double y0 = y[fromY] + factor * x[fromX];
    double y1 = y[fromY + 1] + factor * x[fromX + 1];
    double y2 = y[fromY + 2] + factor * x[fromX + 2];
    double y3 = y[fromY + 3] + factor * x[fromX + 3];
    double y4 = y[fromY + 4] + factor * x[fromX + 4];
    double y5 = y[fromY + 5] + factor * x[fromX + 5];
    double y6 = y[fromY + 6] + factor * x[fromX + 6];
    double y7 = y[fromY + 7] + factor * x[fromX + 7];
    y[fromY] = y0;
    y[fromY + 1] = y1;
    y[fromY + 2] = y2;
    y[fromY + 3] = y3;
    y[fromY + 4] = y4;
    y[fromY + 5] = y5;
    y[fromY + 6] = y6;
    y[fromY + 7] = y7;
  }

  /** Adds four multiples of x to y in one loop, so that each sum is read and written only once. */
  static void add4(
      double f0,
      double f1,
      double f2,
      double f3,
      double[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int length,
      double[] y,
      int fromY) {
    for (int k = 0; k < length; k++) {
      y[fromY + k] =
          y[fromY + k] + f0 * x[x0 + k] + f1 * x[x1 + k] + f2 * x[x2 + k] + f3 * x[x3 + k];
    }
  }

  /**
   * Multiplies a dense row by a panel and adds the products to sums, column by column.
   *
   * @param first index of the row's first value
   */
  static void addDense(
      double[] values, int first, int columns, double[] panel, int width, double[] sums, int sum) {
    int j = 0;
    for (; j + 3 < columns; j += 4) {
      add4(
          values[first + j],
          values[first + j + 1],
          values[first + j + 2],
          values[first + j + 3],
          panel,
          j * width,
          (j + 1) * width,
          (j + 2) * width,
          (j + 3) * width,
          width,
          sums,
          sum);
    }
    for (; j < columns; j++) {
      add(values[first + j], panel, j * width, sums, sum, width);
    }
  }

  /**
   * Multiplies a sparse row by a panel and adds the products to sums, column by column.
   *
   * @param first index of the row's first value
   * @param end index after the row's last value
   */
  static void addSparse(
      double[] values,
      int[] indices,
      int first,
      int end,
      double[] panel,
      int width,
      double[] sums,
      int sum) {
    int i = first;
    for (; i + 3 < end; i += 4) {
      add4(
          values[i],
          values[i + 1],
          values[i + 2],
          values[i + 3],
          panel,
          indices[i] * width,
          indices[i + 1] * width,
          indices[i + 2] * width,
          indices[i + 3] * width,
          width,
          sums,
          sum);
    }
    for (; i < end; i++) {
      add(values[i], panel, indices[i] * width, sums, sum, width);
    }
  }
}
