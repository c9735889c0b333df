package org.espalier.train;

import java.util.Arrays;

/**
 * Accumulator of the weighted sums of columns, of the products of two columns, and of the products
 * of a column and the label.
 *
 * <p>A block of rows is copied with its labels, once unweighted and once weighted. Each sum adds
 * the rows of the block in their order.
 */
final class ProductSums {

  /** Number of sums computed at a time, so that an addition need not wait for the one before it. */
  private static final int AT_ONCE = 4;

  /** Minimum row length for which the vectorised loop over the row is faster. */
  private static final int WIDE = 16;

  private final ProductRows table;
  private final double[] labels;
  private final double[] weights;
  private final int dense;
  private final int width; // length of a row: the dense columns and the label
  private final int stride; // distance between rows, padded with zeros
  private final double[] block;
  private final double[] weighted;
  private final double[] sideBySide; // a line per column, starting at the product with itself
  private final double[] byPattern; // per pattern the weight, then the sums of a row

  private double weight = 0;
  private double squaredWeights = 0;
  private double labelSum = 0;
  private double labelShift = 0;
  private double label = 0;
  private double labelSquares = 0;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  private final double[] products; // columns × columns, upper triangle
  private final double[] values;
  private final double[] withLabel;

  ProductSums(ProductRows table, double[] labels, double[] weights) {
    this.table = table;
    this.labels = labels;
    this.weights = weights;
    this.dense = table.dense().length;
    this.width = dense + 1;
    this.stride = width + AT_ONCE - 1;
    this.block = new double[Rows.BLOCK * stride];
    this.weighted = new double[Rows.BLOCK * stride];
    this.sideBySide = new double[dense * stride];
    this.byPattern = new double[Math.multiplyExact(table.patterns().size(), width + 1)];
    this.products = new double[table.columns() * table.columns()];
    this.values = new double[table.columns()];
    this.withLabel = new double[table.columns()];
  }

  /**
   * Sums all rows with a weight above 0. The other rows are skipped.
   *
   * @param length number of rows, or patterns, between two checks for an interrupt
   * @throws InterruptedException if the thread is interrupted
   */
  ProductTotals totals(int length) throws InterruptedException {
    table.forEachBlock(length, this::sumLabels);
    labelShift = weight > 0 ? labelSum / weight : 0;
    table.forEachBlock(length, this::add);
    spreadDense();
    Rows.forEachBlock(table.patterns().size(), length, this::spread);
    return new ProductTotals(
        weight,
        squaredWeights,
        table.shifts(),
        labelShift,
        label,
        labelSquares,
        least,
        most,
        products,
        values,
        withLabel);
  }

  private void sumLabels(int from, int to) {
    double sum = weight;
    double squares = squaredWeights;
    double shift = labelSum;
    for (int row = from; row < to; row++) {
      double w = weights[row];
      if (w > 0) {
        double y = labels[row];
        sum += w;
        squares += w * w;
        shift += w * y;
        least = y < least ? y : least;
        most = y > most ? y : most;
      }
    }
    weight = sum;
    squaredWeights = squares;
    labelSum = shift;
  }

  private void add(int from, int to) {
    int count = 0;
    for (int row = from; row < to; row++) {
      if (weights[row] > 0) {
        load(row, count * stride);
        count++;
      }
    }
    for (int i = 0; i < dense; i++) {
      if (width - i < WIDE) {
        addNarrow(i, count);
      } else {
        addWide(i, count);
      }
    }
  }

  /** Copies a row into the block and adds it to the sums of its pattern. */
  private void load(int row, int at) {
    double w = weights[row];
    double y = labels[row] - labelShift;
    double[] x = table.filled();
    int first = row * dense;
    int sums = table.pattern(row) * (width + 1);
    byPattern[sums] += w;
    for (int k = 0; k < dense; k++) {
      double value = x[first + k];
      double product = w * value;
      block[at + k] = value;
      weighted[at + k] = product;
      byPattern[sums + 1 + k] += product;
    }
    block[at + dense] = y;
    weighted[at + dense] = w * y;
    byPattern[sums + width] += w * y;
    label += w * y;
    labelSquares += w * y * y;
  }

  /** Adds the products of a column over the block, {@value #AT_ONCE} sums at a time. */
  private void addNarrow(int i, int count) {
    int line = i * stride;
    int end = count * stride;
    for (int k = i; k < width; k += AT_ONCE) {
      double s0 = sideBySide[line + k];
      double s1 = sideBySide[line + k + 1];
      double s2 = sideBySide[line + k + 2];
      double s3 = sideBySide[line + k + 3];
      for (int at = 0; at < end; at += stride) {
        double factor = weighted[at + i];
        s0 += factor * block[at + k];
        s1 += factor * block[at + k + 1];
        s2 += factor * block[at + k + 2];
        s3 += factor * block[at + k + 3];
      }
      sideBySide[line + k] = s0;
      sideBySide[line + k + 1] = s1;
      sideBySide[line + k + 2] = s2;
      sideBySide[line + k + 3] = s3;
    }
  }

  /** Adds the products of a column over the block, four rows at a time. */
  private void addWide(int i, int count) {
    int line = i * stride + i;
    int row = 0;
    for (; row + 3 < count; row += 4) {
      int a = row * stride + i;
      int b = a + stride;
      int c = b + stride;
      int d = c + stride;
      VectorKernels.add4(
          weighted[a],
          weighted[b],
          weighted[c],
          weighted[d],
          block,
          a,
          b,
          c,
          d,
          width - i,
          sideBySide,
          line);
    }
    for (; row < count; row++) {
      int at = row * stride + i;
      VectorKernels.add(weighted[at], block, at, sideBySide, line, width - i);
    }
  }

  private void spreadDense() {
    int[] columns = table.dense();
    for (int i = 0, line = 0; i < dense; i++, line += stride) {
      withLabel[columns[i]] = sideBySide[line + dense];
      for (int k = i; k < dense; k++) {
        products[columns[i] * table.columns() + columns[k]] = sideBySide[line + k];
      }
    }
  }

  /** Adds the products of some patterns, computed from the sums over the rows of each pattern. */
  private void spread(int from, int to) {
    int[] columns = table.dense();
    SparseRowDictionary patterns = table.patterns();
    for (int pattern = from; pattern < to; pattern++) {
      int at = pattern * (width + 1);
      if (!(byPattern[at] > 0)) {
        continue; // all rows of the pattern have a weight of 0
      }
      for (int i = 0; i < dense; i++) {
        values[columns[i]] += byPattern[at + 1 + i];
      }
      int end = patterns.start(pattern + 1);
      for (int t = patterns.start(pattern); t < end; t++) {
        spread(patterns.column(t), patterns.value(t), at);
        double product = patterns.value(t) * byPattern[at];
        int line = patterns.column(t) * table.columns();
        for (int u = t; u < end; u++) {
          products[line + patterns.column(u)] += product * patterns.value(u);
        }
      }
    }
  }

  private void spread(int column, double value, int at) {
    int all = table.columns();
    values[column] += value * byPattern[at];
    withLabel[column] += value * byPattern[at + width];
    int[] columns = table.dense();
    int after = -Arrays.binarySearch(columns, column) - 1; // it is not a dense column
    for (int i = 0; i < after; i++) {
      products[columns[i] * all + column] += value * byPattern[at + 1 + i];
    }
    for (int i = after; i < dense; i++) {
      products[column * all + columns[i]] += value * byPattern[at + 1 + i];
    }
  }
}
