package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;

/**
 * Search for the best split of a node, equal to MLlib's {@code RandomForest.binsToBestSplit},
 * including its rounding. Among equal gains the first wins, in the order of the node's columns.
 *
 * <p>An instance is reused from node to node and holds the result of the last search.
 */
final class SplitSearch {

  /**
   * Gain of a split that leaves too few rows or too little weight on a side, or whose gain is too
   * small.
   */
  static final double INVALID = -Double.MAX_VALUE;

  /**
   * Shared arrays for two bins of which one goes left, the most common split of one-hot columns.
   */
  private static final boolean[] FIRST = {true, false};

  private static final boolean[] SECOND = {false, true};

  private static final boolean[] NONE = {};

  private static final double[] NO_SUMS = {};

  private final Bins binning;
  private final TreeParams params;
  private final ScalaTreeOrder order;
  private final BinSums histogram;
  private final CategoryOrder categories;
  private final int sums;
  private final double minWeight;

  private final double[] node;
  private final double[] left;
  private final double[] right;
  private double gain;
  private double impurity;
  private int feature;
  private int at;
  private int[] sorted = {};

  private final double[] leftOf;
  private final double[] rightOf;
  private final double[] total;
  private boolean known;

  SplitSearch(Bins binning, TreeParams params, ScalaTreeOrder order, BinSums histogram) {
    this.binning = binning;
    this.params = params;
    this.order = order;
    this.histogram = histogram;
    this.categories = new CategoryOrder(params.impurity(), histogram);
    this.sums = histogram.sums();
    this.minWeight = params.limits().minWeightFractionPerNode() * binning.weight();
    this.node = new double[sums + 1];
    this.left = new double[sums + 1];
    this.right = new double[sums + 1];
    this.leftOf = new double[sums + 1];
    this.rightOf = new double[sums + 1];
    this.total = new double[sums + 1];
  }

  /** Opens the root. The first split searched computes its sums and impurity. */
  void openRoot() {
    known = false;
  }

  /** Opens a node whose impurity is known from its parent's split. */
  void open(double impurityOfNode) {
    impurity = impurityOfNode;
    known = true;
  }

  /** Searches the splits of some columns, over the rows for which the histogram was opened. */
  void best(int[] features, StopRequest stop) throws InterruptedException {
    gain = INVALID;
    feature = -1;
    for (int candidate : features) {
      if (binning.splits(candidate) > 0) {
        look(candidate, stop);
      }
    }
    if (feature < 0) {
      histogram.countAll(stop);
      Arrays.fill(node, 0);
      addBin(node, 0);
      impurity = params.impurity().impurity(node, 0, sums);
    }
  }

  /** Returns the best split of the last search. Its sides are empty if it has no gain. */
  FoundSplit found() {
    if (gain <= 0) {
      return new FoundSplit(
          gain, feature, Double.NaN, NONE, node.clone(), impurity, NO_SUMS, NO_SUMS);
    }
    return new FoundSplit(
        gain,
        feature,
        binning.continuous(feature) ? binning.cut(feature, at) : Double.NaN,
        goesLeft(),
        node.clone(),
        impurity,
        left.clone(),
        right.clone());
  }

  /** Returns the bins that go left in the best split. Splits of two bins share constant arrays. */
  private boolean[] goesLeft() {
    boolean[] goes = bins();
    if (goes.length != 2) {
      return goes;
    }
    return goes[0] ? (goes[1] ? goes : FIRST) : SECOND;
  }

  private boolean[] bins() {
    boolean[] goes = new boolean[binning.cells(feature)];
    if (binning.continuous(feature)) {
      Arrays.fill(goes, 0, binning.lastLeft(feature, at) + 1, true);
    } else if (binning.unordered(feature)) {
      for (int category = 0; category < goes.length; category++) {
        goes[category] = (((at + 1) >> category) & 1) == 1;
      }
    } else {
      for (int i = 0; i <= at; i++) {
        goes[sorted[i]] = true;
      }
    }
    return goes;
  }

  private void look(int candidate, StopRequest stop) throws InterruptedException {
    if (binning.unordered(candidate)) {
      lookAtSubsets(candidate, stop);
      return;
    }
    histogram.count(candidate, stop);
    int[] bins =
        binning.continuous(candidate)
            ? categories.ascending(binning.bins(candidate))
            : categories.byCentroid(binning.bins(candidate));
    lookAlong(candidate, bins);
  }

  /** Searches the splits of ordered bins, in which the first bins go left. */
  private void lookAlong(int candidate, int[] bins) {
    int splits = binning.splits(candidate);
    Arrays.fill(total, 0);
    for (int i = 0; i <= splits; i++) {
      addBin(total, bins[i]);
    }
    Arrays.fill(leftOf, 0);
    double best = 0;
    int bestAt = -1;
    for (int split = 0; split < splits; split++) {
      // An empty bin moves no row, so this split has the gain of the one before it.
      if (split > 0 && histogram.rowsAt(bins[split]) == 0) {
        continue;
      }
      addBin(leftOf, bins[split]);
      subtract();
      double found = gainOf(leftOf, rightOf);
      if (bestAt < 0 || order.above(found, best)) {
        best = found;
        bestAt = split;
      }
    }
    if (feature < 0 || order.above(best, gain)) {
      Arrays.fill(leftOf, 0);
      for (int split = 0; split <= bestAt; split++) {
        addBin(leftOf, bins[split]);
      }
      subtract();
      take(candidate, bestAt, best);
      sorted = binning.continuous(candidate) ? sorted : Arrays.copyOf(bins, bestAt + 1);
    }
  }

  /**
   * Searches the splits of unordered categories. The bits of split + 1 are the categories that go
   * left.
   */
  private void lookAtSubsets(int candidate, StopRequest stop) throws InterruptedException {
    Arrays.fill(total, 0);
    boolean added = histogram.addsSubsets();
    if (added) {
      histogram.count(candidate, stop);
      for (int category = 0; category < binning.cells(candidate); category++) {
        addBin(total, category);
      }
    } else {
      histogram.countAll(stop);
      addBin(total, 0);
      histogram.countSubsets(candidate, stop);
    }
    double best = 0;
    int bestAt = -1;
    for (int split = 0; split < binning.splits(candidate); split++) {
      subset(split, added);
      double found = gainOf(leftOf, rightOf);
      if (bestAt < 0 || order.above(found, best)) {
        best = found;
        bestAt = split;
      }
    }
    if (feature < 0 || order.above(best, gain)) {
      subset(bestAt, added);
      take(candidate, bestAt, best);
    }
  }

  /**
   * Sums both sides of a split by a subset of categories.
   *
   * @param added true if the histogram has counted categories, which are added up here, false if it
   *     has counted subsets
   */
  private void subset(int split, boolean added) {
    Arrays.fill(leftOf, 0);
    if (added) {
      for (int left = split + 1; left != 0; left &= left - 1) {
        addBin(leftOf, Integer.numberOfTrailingZeros(left));
      }
    } else {
      addBin(leftOf, split);
    }
    subtract();
  }

  private void take(int candidate, int split, double found) {
    feature = candidate;
    at = split;
    gain = found;
    System.arraycopy(leftOf, 0, left, 0, left.length);
    System.arraycopy(rightOf, 0, right, 0, right.length);
  }

  private double gainOf(double[] l, double[] r) {
    Impurity measure = params.impurity();
    if (!known) {
      for (int i = 0; i <= sums; i++) {
        node[i] = l[i] + r[i];
      }
      impurity = measure.impurity(node, 0, sums);
      known = true;
    }
    double leftWeight = measure.weight(l, 0, sums);
    double rightWeight = measure.weight(r, 0, sums);
    if (l[sums] < params.limits().minInstancesPerNode()
        || r[sums] < params.limits().minInstancesPerNode()
        || leftWeight < minWeight
        || rightWeight < minWeight) {
      return INVALID;
    }
    double all = leftWeight + rightWeight;
    double found =
        impurity
            - leftWeight / all * measure.impurity(l, 0, sums, leftWeight)
            - rightWeight / all * measure.impurity(r, 0, sums, rightWeight);
    return found < params.limits().minInfoGain() ? INVALID : found;
  }

  private void addBin(double[] into, int bin) {
    double[] cells = histogram.cells();
    int from = bin * histogram.width();
    for (int i = 0; i < sums; i++) {
      into[i] += cells[from + i];
    }
    into[sums] += histogram.rowsAt(bin);
  }

  private void subtract() {
    for (int i = 0; i <= sums; i++) {
      rightOf[i] = total[i] - leftOf[i];
    }
  }
}
