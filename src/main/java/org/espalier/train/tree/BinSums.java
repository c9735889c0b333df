package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Sums by bin over the rows of a node, one column at a time: what a search of splits reads.
 *
 * <p>A bin has one sum a class, or weight, weighted labels and weighted squares of labels; the
 * number of rows follows where it is not the sum of the others.
 */
abstract class BinSums {

  private final int sums;
  private final int width;

  /**
   * @param classes number of classes; 0 for regression
   * @param weighted true if rows have weights
   */
  BinSums(int classes, boolean weighted) {
    this.sums = classes == 0 ? Impurity.MOMENTS : classes;
    this.width = width(classes, weighted);
  }

  /** Number of values of a bin. */
  static int width(int classes, boolean weighted) {
    if (classes == 0) {
      return Impurity.MOMENTS + 1;
    }
    return weighted ? classes + 1 : classes;
  }

  /** Number of sums of a bin. */
  final int sums() {
    return sums;
  }

  /** Number of values of a bin, its number of rows included if it is kept. */
  final int width() {
    return width;
  }

  /** The values, bin by bin. */
  abstract double[] cells();

  final double rowsAt(int bin) {
    double[] cells = cells();
    int at = bin * width;
    if (width > sums) {
      return cells[at + sums];
    }
    double total = 0;
    for (int i = at; i < at + sums; i++) {
      total += cells[i];
    }
    return total;
  }

  /** Counts the node's rows by the bins of a column. */
  abstract void count(int feature, StopRequest stop) throws InterruptedException;

  /** Sums over all of the node's rows, in the first bin. */
  abstract void countAll(StopRequest stop) throws InterruptedException;

  /** True if sums of subsets of categories are added from those of the categories. */
  abstract boolean addsSubsets();

  /** Counts the node's rows by the subsets of categories that contain their category. */
  abstract void countSubsets(int feature, StopRequest stop) throws InterruptedException;
}
