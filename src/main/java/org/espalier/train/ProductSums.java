package org.espalier.train;

import java.util.Arrays;

/**
 * Weighted sums of the columns of rows, of their products, and of those with a label.
 *
 * <p>The rows of a block are copied with their label, as they are and weighted; each sum then adds
 * them in their order.
 */
final class ProductSums {

  /** Sums that are computed at a time, so that none waits for the addition before it. */
  private static final int AT_ONCE = 4;

  /** Length of a row from which a vectorised loop over it pays. */
  private static final int WIDE = 16;

  private final ProductRows table;
  private final double[] labels;
  private final double[] weights;
  private final int dense;
  private final int width; // of a row: dense columns, and the label
  private final int stride; // from row to row, padded with zeros
  private final double[] block;
  private final double[] weighted;
  private final double[] sideBySide; // a line for each column, from the product with itself on
  private final double[] byPattern; // weight, then sums laid out as a row

  private double weight = 0;
  private double squaredWeights = 0;
  private double labelSum = 0;
  private double labelShift = 0;
  private double label = 0;
  private double labelSquares = 0;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  private final double[] products; // whose first column is not after the second
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
   * Sums over all rows with a weight; the others are not read.
   *
   * @param length number of rows, or patterns, between two checks for an interrupt
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

  /** Copies a row into the block, and adds it to its pattern. */
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

  /** Adds the products of a column, a few sums at a time. */
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

  /** Adds the products of a column, four rows at a time. */
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

  /** Adds the products of a few patterns, by the sums over their rows. */
  private void spread(int from, int to) {
    int[] columns = table.dense();
    SparseRowDictionary patterns = table.patterns();
    for (int pattern = from; pattern < to; pattern++) {
      int at = pattern * (width + 1);
      if (!(byPattern[at] > 0)) {
        continue; // of rows without a weight, which are not read
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
