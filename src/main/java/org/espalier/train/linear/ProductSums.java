package org.espalier.train.linear;

import java.util.Arrays;

/** Weighted sums of the columns of rows, of their products, and of those with a label. */
final class ProductSums {

  /** Rows whose products are added at once: the same sums, read and written once. */
  private static final int AT_ONCE = 4;

  /** Numbers of a pattern before the sums of the columns side by side: weight, and label. */
  private static final int OWN = 2;

  private final ProductRows table;
  private final double[] labels;
  private final double[] weights;
  private final int dense;
  private final double[] sideBySide; // by column: products with itself, those after it, the label
  private final double[] byPattern;
  private final int[] waiting = new int[AT_ONCE];
  private int waits = 0;

  double weight = 0;
  double squaredWeights = 0;
  double labelShift = 0;
  double label = 0;
  double labelSquares = 0;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  /** Sums of products, of which the first column is not after the second. */
  final double[] products;

  final double[] values;
  final double[] withLabel;

  ProductSums(ProductRows table, double[] labels, double[] weights) {
    this.table = table;
    this.labels = labels;
    this.weights = weights;
    this.dense = table.dense().length;
    this.sideBySide = new double[dense * (dense + 1)];
    this.byPattern = new double[Math.multiplyExact(table.patterns().size(), dense + OWN)];
    this.products = new double[table.columns() * table.columns()];
    this.values = new double[table.columns()];
    this.withLabel = new double[table.columns()];
  }

  /**
   * Sums over all rows with a weight; of others nothing is read.
   *
   * @param block rows, or patterns, between two looks at the interruption of the thread
   * @throws IllegalArgumentException if no row has a weight
   */
  void run(int block) throws InterruptedException {
    table.forEachBlock(block, this::shiftLabel);
    if (!(weight > 0)) {
      throw new IllegalArgumentException(
          "None of %d rows has a weight above 0.".formatted(table.size()));
    }
    labelShift /= weight;
    table.forEachBlock(block, this::add);
    for (int i = 0; i < waits; i++) {
      addOne(waiting[i]);
    }
    spreadDense();
    Rows.forEachBlock(table.patterns().size(), block, this::spread);
  }

  private void shiftLabel(int from, int to) {
    for (int row = from; row < to; row++) {
      double w = weights[row];
      if (w > 0) {
        weight += w;
        squaredWeights += w * w;
        labelShift += w * labels[row];
        least = Math.min(least, labels[row]);
        most = Math.max(most, labels[row]);
      }
    }
  }

  boolean isLabelConstant() {
    return least == most;
  }

  private void add(int from, int to) {
    for (int row = from; row < to; row++) {
      if (weights[row] > 0) {
        addToPattern(row);
        waiting[waits++] = row;
        if (waits == AT_ONCE) {
          addFour(waiting[0], waiting[1], waiting[2], waiting[3]);
          waits = 0;
        }
      }
    }
  }

  private double rest(int row) {
    return labels[row] - labelShift;
  }

  private void addToPattern(int row) {
    double w = weights[row];
    double y = rest(row);
    label += w * y;
    labelSquares += w * y * y;
    int at = table.pattern(row) * (dense + OWN);
    byPattern[at] += w;
    byPattern[at + 1] += w * y;
    Lanes.add(w, table.filled(), row * dense, byPattern, at + OWN, dense);
  }

  private void addFour(int a, int b, int c, int d) {
    double[] x = table.filled();
    int fromA = a * dense;
    int fromB = b * dense;
    int fromC = c * dense;
    int fromD = d * dense;
    double yA = rest(a);
    double yB = rest(b);
    double yC = rest(c);
    double yD = rest(d);
    for (int i = 0, line = 0; i < dense; i++, line += dense + 1) {
      double pA = weights[a] * x[fromA + i];
      double pB = weights[b] * x[fromB + i];
      double pC = weights[c] * x[fromC + i];
      double pD = weights[d] * x[fromD + i];
      Lanes.add4(
          pA,
          pB,
          pC,
          pD,
          x,
          fromA + i,
          fromB + i,
          fromC + i,
          fromD + i,
          dense - i,
          sideBySide,
          line + i);
      int last = line + dense;
      sideBySide[last] = sideBySide[last] + pA * yA + pB * yB + pC * yC + pD * yD;
    }
  }

  private void addOne(int row) {
    double[] x = table.filled();
    int first = row * dense;
    for (int i = 0, line = 0; i < dense; i++, line += dense + 1) {
      double product = weights[row] * x[first + i];
      Lanes.add(product, x, first + i, sideBySide, line + i, dense - i);
      sideBySide[line + dense] += product * rest(row);
    }
  }

  private void spreadDense() {
    int[] columns = table.dense();
    for (int i = 0, line = 0; i < dense; i++, line += dense + 1) {
      withLabel[columns[i]] = sideBySide[line + dense];
      for (int k = i; k < dense; k++) {
        products[columns[i] * table.columns() + columns[k]] = sideBySide[line + k];
      }
    }
  }

  /** Adds what the sums over the rows of a few patterns tell. */
  private void spread(int from, int to) {
    int[] columns = table.dense();
    Patterns patterns = table.patterns();
    for (int pattern = from; pattern < to; pattern++) {
      int at = pattern * (dense + OWN);
      if (!(byPattern[at] > 0)) {
        continue; // of rows without a weight, whose values nobody reads
      }
      for (int i = 0; i < dense; i++) {
        values[columns[i]] += byPattern[at + OWN + i];
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
    withLabel[column] += value * byPattern[at + 1];
    int[] columns = table.dense();
    int after = -Arrays.binarySearch(columns, column) - 1; // it is not among them
    for (int i = 0; i < after; i++) {
      products[columns[i] * all + column] += value * byPattern[at + OWN + i];
    }
    for (int i = after; i < dense; i++) {
      products[column * all + columns[i]] += value * byPattern[at + OWN + i];
    }
  }
}
