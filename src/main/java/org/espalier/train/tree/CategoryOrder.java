package org.espalier.train.tree;

import java.util.Arrays;

/**
 * Sorter of a column's categories by their centroids in a node. The centroid is the weight of class
 * 1 with two classes, the impurity with more classes, and the mean label in regression. The sort is
 * stable, and empty categories come last.
 */
final class CategoryOrder {

  /** Length up to which insertion sort is faster than merge sort; chosen by us. */
  private static final int SHORT = 16;

  private final Impurity impurity;
  private final BinSums histogram;
  private int[] ascending = {};
  private int[] sorted = {};
  private int[] buffer = {};
  private double[] centroids = {};

  CategoryOrder(Impurity impurity, BinSums histogram) {
    this.impurity = impurity;
    this.histogram = histogram;
  }

  /** Returns the bins 0, 1, …; the array has at least {@code bins} elements. */
  int[] ascending(int bins) {
    if (ascending.length < bins) {
      ascending = new int[bins];
      Arrays.setAll(ascending, bin -> bin);
    }
    return ascending;
  }

  /** Returns the categories sorted by centroid, in an array that the next call overwrites. */
  int[] byCentroid(int categories) {
    if (sorted.length < categories) {
      sorted = new int[categories];
      buffer = new int[categories];
      centroids = new double[categories];
    }
    int sums = histogram.sums();
    double[] cells = histogram.cells();
    for (int category = 0; category < categories; category++) {
      int at = category * histogram.width();
      sorted[category] = category;
      centroids[category] = centroid(cells, at, sums);
    }
    sort(0, categories);
    return sorted;
  }

  private double centroid(double[] cells, int at, int sums) {
    if (impurity.weight(cells, at, sums) == 0) {
      return Double.MAX_VALUE;
    }
    if (impurity == Impurity.VARIANCE) {
      return impurity.prediction(cells, at, sums);
    }
    return sums == 2 ? cells[at + 1] : impurity.impurity(cells, at, sums);
  }

  private void sort(int from, int to) {
    if (to - from <= SHORT) {
      insert(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle);
    sort(middle, to);
    System.arraycopy(sorted, from, buffer, from, middle - from);
    int a = from;
    int b = middle;
    for (int out = from; a < middle; out++) {
      boolean first = b == to || Double.compare(centroids[buffer[a]], centroids[sorted[b]]) <= 0;
      sorted[out] = first ? buffer[a++] : sorted[b++];
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moved = sorted[i];
      int at = i;
      while (at > from && Double.compare(centroids[sorted[at - 1]], centroids[moved]) > 0) {
        sorted[at] = sorted[at - 1];
        at--;
      }
      sorted[at] = moved;
    }
  }
}
