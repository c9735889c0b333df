package org.espalier.train.tree;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.TreeParams.Splitter;

/**
 * Search for the best split of a node, equal to MLlib's {@code RandomForest.binsToBestSplit},
 * including its rounding, or, with {@link Splitter#RANDOM}, for the best of one random split of
 * each column. Among equal gains the first wins, in the order of the node's columns.
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
  private SplittableRandom random = new SplittableRandom(0);

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

  /**
   * Opens the root. The first split searched computes its sums and impurity.
   *
   * @param seed seed of the node's random splits, unused if splits are not drawn
   */
  void openRoot(long seed) {
    known = false;
    random = new SplittableRandom(seed);
  }

  /**
   * Opens a node whose impurity is known from its parent's split.
   *
   * @param seed seed of the node's random splits, unused if splits are not drawn
   */
  void open(double impurityOfNode, long seed) {
    impurity = impurityOfNode;
    known = true;
    random = new SplittableRandom(seed);
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
    if (params.splitter() == Splitter.RANDOM) {
      drawAlong(candidate, bins);
    } else {
      lookAlong(candidate, bins);
    }
  }

  /** Searches the splits of ordered bins, in which the first bins go left. */
  private void lookAlong(int candidate, int[] bins) {
    int splits = binning.splits(candidate);
    sumTotal(bins, splits + 1);
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
    if (isBetter(best)) {
      sumSides(bins, bestAt);
      take(candidate, bestAt, best, bins);
    }
  }

  /** Draws a split of ordered bins that leaves rows on both sides. */
  private void drawAlong(int candidate, int[] bins) {
    int first = 0;
    int last = binning.splits(candidate);
    while (first < last && histogram.rowsAt(bins[first]) == 0) {
      first++;
    }
    while (first < last && histogram.rowsAt(bins[last]) == 0) {
      last--;
    }
    if (first == last) {
      return;
    }
    int split = first + random.nextInt(last - first);
    sumTotal(bins, last + 1);
    sumSides(bins, split);
    double found = gainOf(leftOf, rightOf);
    if (isBetter(found)) {
      take(candidate, split, found, bins);
    }
  }

  private void sumTotal(int[] bins, int count) {
    Arrays.fill(total, 0);
    for (int i = 0; i < count; i++) {
      addBin(total, bins[i]);
    }
  }

  /** Sums both sides of a split of ordered bins. */
  private void sumSides(int[] bins, int split) {
    Arrays.fill(leftOf, 0);
    for (int i = 0; i <= split; i++) {
      addBin(leftOf, bins[i]);
    }
    subtract();
  }

  private void take(int candidate, int split, double found, int[] bins) {
    take(candidate, split, found);
    sorted = binning.continuous(candidate) ? sorted : Arrays.copyOf(bins, split + 1);
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
    if (params.splitter() == Splitter.RANDOM) {
      drawSubset(candidate, added);
      return;
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
    if (isBetter(best)) {
      subset(bestAt, added);
      take(candidate, bestAt, best);
    }
  }

  /** Draws a subset of categories that leaves rows on both sides. */
  private void drawSubset(int candidate, boolean added) {
    int[] subsets =
        IntStream.range(0, binning.splits(candidate)).filter(at -> divides(at, added)).toArray();
    if (subsets.length == 0) {
      return;
    }
    int split = subsets[random.nextInt(subsets.length)];
    subset(split, added);
    double found = gainOf(leftOf, rightOf);
    if (isBetter(found)) {
      take(candidate, split, found);
    }
  }

  private boolean divides(int split, boolean added) {
    subset(split, added);
    return leftOf[sums] > 0 && rightOf[sums] > 0;
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

  /** Returns true if a column's gain is the first, or above those of the columns before it. */
  private boolean isBetter(double found) {
    return feature < 0 || order.above(found, gain);
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
