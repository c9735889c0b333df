package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Sums by bin over the rows of a node, one column at a time. {@link SplitSearch} reads them.
 *
 * <p>In classification a bin has one sum per class. In regression it has the weight, the weighted
 * labels and the weighted squares of the labels. The number of rows is stored as a further value
 * unless it equals the sum over the classes.
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

  /** Returns the number of values of a bin, including its number of rows if that is stored. */
  static int width(int classes, boolean weighted) {
    if (classes == 0) {
      return Impurity.MOMENTS + 1;
    }
    return weighted ? classes + 1 : classes;
  }

  /** Returns the number of sums of a bin, without its number of rows. */
  final int sums() {
    return sums;
  }

  /** Returns the number of values of a bin, including its number of rows if that is stored. */
  final int width() {
    return width;
  }

  /** Returns the values of the bins that were counted last, bin by bin. */
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

  /** Sums the node's rows by the bins of a column. */
  abstract void count(int feature, StopRequest stop) throws InterruptedException;

  /** Sums all rows of the node into the first bin. */
  abstract void countAll(StopRequest stop) throws InterruptedException;

  /**
   * Returns true if the sums of a subset of categories are added up from the sums of its
   * categories.
   */
  abstract boolean addsSubsets();

  /**
   * Sums the node's rows by subset of categories: a row counts in each subset that contains its
   * category.
   */
  abstract void countSubsets(int feature, StopRequest stop) throws InterruptedException;
}
