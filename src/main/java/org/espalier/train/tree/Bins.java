package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Bins of the columns of a row set: their number, the values in each bin, and the bins at which a
 * node can be split.
 */
final class Bins implements Serializable {

  private static final long serialVersionUID = 1;

  private final int classes;
  private final int[] arities;
  private final int[] bins;
  private final boolean[] unordered;
  private final double[][] cuts;
  private final double weight;

  private Bins(
      int classes, int[] arities, int[] bins, boolean[] unordered, double[][] cuts, double weight) {
    this.classes = classes;
    this.arities = arities;
    this.bins = bins;
    this.unordered = unordered;
    this.cuts = cuts;
    this.weight = weight;
  }

  /**
   * Creates bins of columns whose cut points are not known yet. Continuous columns get the maximum
   * number of bins.
   *
   * @param classes number of classes; 0 for regression
   * @param arities number of categories of each column; 0 for a continuous column
   * @param most maximum number of bins: {@code maxBins}, or the number of rows if that is smaller
   * @throws IllegalArgumentException if a column has more categories than {@code most}
   */
  static Bins planned(int classes, int[] arities, int most) {
    int[] bins = new int[arities.length];
    boolean[] unordered = new boolean[arities.length];
    int fewest = (int) Math.floor(Math.log(most / 2 + 1) / Math.log(2) + 1);
    for (int feature = 0; feature < bins.length; feature++) {
      int arity = arities[feature];
      if (arity > most) {
        throw new IllegalArgumentException(
            "maxBins: column "
                + feature
                + " has "
                + arity
                + " categories, more than the "
                + most
                + " bins there are (maxBins, or the number of rows)");
      }
      // Like MLlib, give a column of one category the bins of a continuous column. It has no valid
      // split.
      bins[feature] = arity <= 1 ? most : arity;
      unordered[feature] = classes > 2 && arity > 1 && arity <= fewest;
      if (unordered[feature]) {
        bins[feature] = (1 << (arity - 1)) - 1;
      }
    }
    return new Bins(classes, arities, bins, unordered, new double[bins.length][0], 0);
  }

  /**
   * Returns a copy with the given cut points.
   *
   * @param points cut points of each column, ascending; empty for a categorical column
   * @param ofRows weight of all rows
   */
  Bins cutAt(double[][] points, double ofRows) {
    int[] cut = bins.clone();
    for (int feature = 0; feature < cut.length; feature++) {
      cut[feature] = continuous(feature) ? points[feature].length + 1 : cut[feature];
    }
    return new Bins(classes, arities, cut, unordered, points, ofRows);
  }

  int features() {
    return bins.length;
  }

  /** Returns the number of classes; 0 for regression. */
  int classes() {
    return classes;
  }

  /** Returns the number of sums of a bin, without its number of rows. */
  int sums() {
    return classes == 0 ? Impurity.MOMENTS : classes;
  }

  /** Returns the weight of all rows. */
  double weight() {
    return weight;
  }

  /** Returns the largest number of bins of a column, counted as MLlib does. */
  int largest() {
    return Arrays.stream(bins).max().orElse(1);
  }

  /**
   * Returns the number of histogram bins of a column, counted as MLlib does: the number of subsets
   * if the categories are unordered.
   */
  int bins(int feature) {
    return bins[feature];
  }

  /** Returns the number of bins by column. The array must not be changed. */
  int[] all() {
    return bins;
  }

  /**
   * Returns the number of bins that the rows lie in: the number of categories if these are
   * unordered.
   */
  int cells(int feature) {
    return unordered[feature] ? arities[feature] : bins[feature];
  }

  int splits(int feature) {
    return unordered[feature] ? bins[feature] : bins[feature] - 1;
  }

  boolean continuous(int feature) {
    return arities[feature] == 0;
  }

  boolean unordered(int feature) {
    return unordered[feature];
  }

  double cut(int feature, int at) {
    return cuts[feature][at];
  }

  /** Returns the last bin that goes left at a cut point. Equal cut points count as one. */
  int lastLeft(int feature, int at) {
    double[] of = cuts[feature];
    int last = at;
    while (last + 1 < of.length && of[last + 1] <= of[at]) {
      last++;
    }
    return last;
  }

  /**
   * Returns the last bin that goes left at a threshold, which must be one of the column's cut
   * points.
   */
  int lastLeft(int feature, double threshold) {
    return lastLeft(feature, Arrays.binarySearch(cuts[feature], threshold));
  }

  /** Returns the bin of a value of a continuous column. */
  int bin(int feature, double value) {
    int at = Arrays.binarySearch(cuts[feature], value);
    return at >= 0 ? at : -at - 1;
  }
}
