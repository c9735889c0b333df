package org.espalier.train.linear;

import java.util.Arrays;

/**
 * Weighted sums of products of the columns and of labels, of several weightings and labellings of
 * the same rows side by side. Columns and labels are shifted, so that nothing cancels; the sums of
 * one do not depend on those beside it.
 */
final class GramSums {

  /** Multiplications between two looks at the interruption of the thread: a few milliseconds. */
  private static final int UNINTERRUPTED = 1 << 22;

  private final Rows rows;
  private final double[] labels;
  private final double[] weights;
  private final int width;
  private final int columns;
  private final double[] shifts;
  private final double[] products;
  private final double[] values;
  private final double[] withLabel;
  private final int[] places;
  private final double[] row;
  private final double[] weighted;
  private final double[] labelRest;
  private final double[] weight;
  private final double[] squaredWeights;
  private final double[] labelShift;
  private final double[] label;
  private final double[] labelSquares;
  private final double[] least;
  private final double[] most;

  private GramSums(Rows rows, double[] labels, double[] weights, int width, Moments moments) {
    this.rows = rows;
    this.labels = labels;
    this.weights = weights;
    this.width = width;
    this.columns = rows.columns();
    this.shifts = new double[columns];
    this.products = new double[columns * columns * width];
    this.values = new double[columns * width];
    this.withLabel = new double[columns * width];
    this.places = new int[columns];
    this.row = new double[columns];
    this.weighted = new double[width];
    this.labelRest = new double[width];
    this.weight = new double[width];
    this.squaredWeights = new double[width];
    this.labelShift = new double[width];
    this.label = new double[width];
    this.labelSquares = new double[width];
    this.least = new double[width];
    this.most = new double[width];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (int j = 0; j < columns; j++) {
      shifts[j] = moments.isFilled(j) ? moments.mean(j) : 0;
    }
  }

  /**
   * The sums of rows.
   *
   * @param labels row · width + k: of each row by weighting; finite
   * @param weights likewise; at least 0 and finite, and above 0 for a row of each weighting
   */
  static GramSums of(Rows rows, double[] labels, double[] weights, int width, Moments moments)
      throws InterruptedException {
    GramSums sums = new GramSums(rows, labels, weights, width, moments);
    long products = Math.max(1, (long) rows.columns() * rows.columns() * width);
    int block = (int) Math.max(1, Math.min(Rows.BLOCK, UNINTERRUPTED / products));
    rows.forEachBlock(block, sums::shiftLabels);
    for (int k = 0; k < width; k++) {
      if (!(sums.weight[k] > 0)) {
        throw new IllegalArgumentException(
            "None of %d rows has a weight above 0.".formatted(rows.size()));
      }
      sums.labelShift[k] /= sums.weight[k];
    }
    rows.forEachBlock(block, sums::add);
    return sums;
  }

  private void shiftLabels(int from, int to) {
    for (int r = from; r < to; r++) {
      for (int k = 0; k < width; k++) {
        shiftLabel(k, weights[r * width + k], labels[r * width + k]);
      }
    }
  }

  private void shiftLabel(int k, double w, double value) {
    if (w > 0) {
      weight[k] += w;
      squaredWeights[k] += w * w;
      labelShift[k] += w * value;
      least[k] = Math.min(least[k], value);
      most[k] = Math.max(most[k], value);
    }
  }

  private void add(int from, int to) {
    for (int r = from; r < to; r++) {
      if (isWeighed(r * width)) {
        addLabels(r * width);
        int count = rows.copyRow(r, places, row);
        for (int k = 0; k < count; k++) {
          row[k] -= shifts[places[k]];
        }
        if (width == 1) {
          addOne(weights[r], count);
        } else {
          addAll(r * width, count);
        }
      }
    }
  }

  private boolean isWeighed(int first) {
    for (int at = first; at < first + width; at++) {
      if (weights[at] > 0) {
        return true;
      }
    }
    return false;
  }

  private void addLabels(int first) {
    for (int k = 0; k < width; k++) {
      double rest = labels[first + k] - labelShift[k];
      labelRest[k] = rest;
      label[k] += weights[first + k] * rest;
      labelSquares[k] += weights[first + k] * rest * rest;
    }
  }

  /** The same additions as of several, without a loop over them. */
  private void addOne(double weight, int count) {
    for (int i = 0; i < count; i++) {
      double product = weight * row[i];
      if (product != 0) {
        values[places[i]] += product;
        withLabel[places[i]] += product * labelRest[0];
        addProducts(product, i, count);
      }
    }
  }

  private void addProducts(double product, int first, int count) {
    int line = places[first] * columns;
    if (count == columns) {
      for (int k = first; k < count; k++) {
        products[line + k] += product * row[k];
      }
    } else {
      for (int k = first; k < count; k++) {
        products[line + places[k]] += product * row[k];
      }
    }
  }

  private void addAll(int first, int count) {
    for (int i = 0; i < count; i++) {
      double value = row[i];
      if (value != 0) {
        int at = places[i] * width;
        for (int k = 0; k < width; k++) {
          double product = weights[first + k] * value;
          weighted[k] = product;
          values[at + k] += product;
          withLabel[at + k] += product * labelRest[k];
        }
        int line = places[i] * columns;
        for (int j = i; j < count; j++) {
          Lanes.add(row[j], weighted, 0, products, (line + places[j]) * width, width);
        }
      }
    }
  }

  int columns() {
    return columns;
  }

  double shift(int column) {
    return shifts[column];
  }

  /** Products of two columns, column · columns + other, of which the first is not after it. */
  double[] products(int lane) {
    if (width == 1) {
      return products;
    }
    double[] own = new double[columns * columns];
    Arrays.setAll(own, at -> products[at * width + lane]);
    return own;
  }

  double values(int lane, int column) {
    return values[column * width + lane];
  }

  double withLabel(int lane, int column) {
    return withLabel[column * width + lane];
  }

  double weight(int lane) {
    return weight[lane];
  }

  double squaredWeights(int lane) {
    return squaredWeights[lane];
  }

  double labelShift(int lane) {
    return labelShift[lane];
  }

  double label(int lane) {
    return label[lane];
  }

  double labelSquares(int lane) {
    return labelSquares[lane];
  }

  boolean isLabelConstant(int lane) {
    return least[lane] == most[lane];
  }
}
