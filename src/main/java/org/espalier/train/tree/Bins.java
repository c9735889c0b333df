package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Bins of the columns of some rows: how many there are, which values lie in each, and by which of
 * them a node can be split.
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
   * Bins of columns whose cut points are not known yet: continuous ones have as many as they may.
   *
   * @param classes number of classes; 0 for regression
   * @param arities number of categories of each column; 0 where it is continuous
   * @param most maximum number of bins: {@code maxBins}, or the number of rows if that is smaller
   * @throws IllegalArgumentException when a column has more categories than there are bins
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
      // A single category has the bins of a continuous column, none of which can be split off.
      bins[feature] = arity <= 1 ? most : arity;
      unordered[feature] = classes > 2 && arity > 1 && arity <= fewest;
      if (unordered[feature]) {
        bins[feature] = (1 << (arity - 1)) - 1;
      }
    }
    return new Bins(classes, arities, bins, unordered, new double[bins.length][0], 0);
  }

  /**
   * Bins between cut points.
   *
   * @param points cut points of each column, ascending; none where it is categorical
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

  /** Number of classes; 0 for regression. */
  int classes() {
    return classes;
  }

  /** Number of sums of a bin, without its number of rows. */
  int sums() {
    return classes == 0 ? Impurity.MOMENTS : classes;
  }

  /** Weight of all rows. */
  double weight() {
    return weight;
  }

  /** Largest number of bins of a column as MLlib counts them. */
  int largest() {
    return Arrays.stream(bins).max().orElse(1);
  }

  /** Histogram bins of a column as MLlib counts them: subsets where categories are unordered. */
  int bins(int feature) {
    return bins[feature];
  }

  /** Numbers of bins, by column; not to be changed. */
  int[] all() {
    return bins;
  }

  /** Number of bins that rows lie in. */
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

  /** The last bin that goes left at a cut; equal cut points count as one. */
  int lastLeft(int feature, int at) {
    double[] of = cuts[feature];
    int last = at;
    while (last + 1 < of.length && of[last + 1] <= of[at]) {
      last++;
    }
    return last;
  }

  /** The last bin that goes left at a threshold, which is one of the column's cut points. */
  int lastLeft(int feature, double threshold) {
    return lastLeft(feature, Arrays.binarySearch(cuts[feature], threshold));
  }

  /** Bin of a value of a continuous column. */
  int bin(int feature, double value) {
    int at = Arrays.binarySearch(cuts[feature], value);
    return at >= 0 ? at : -at - 1;
  }
}
