package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Locale;

/**
 * Params of a forest or of one tree, with MLlib's names and ranges.
 *
 * @param numTrees trees, at least 1
 * @param limits nodes that are split
 * @param maxBins bins of a continuous column, at least 2; no fewer than a column's categories
 * @param bags rows that a tree grows on
 * @param featureSubsetStrategy auto, all, onethird, sqrt, log2, a share in (0, 1] or a number
 * @param maxMemoryInMB histograms of a group of nodes; decides the order of draws
 */
public record TreeParams(
    Impurity impurity,
    int numTrees,
    SplitLimits limits,
    int maxBins,
    Bags bags,
    String featureSubsetStrategy,
    int maxMemoryInMB,
    long seed)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * Limits of the nodes that are split.
   *
   * @param maxDepth levels below the root, 0 to 30
   * @param minInstancesPerNode rows of each child, at least 1
   * @param minWeightFractionPerNode share of all weight in each child, in [0, 0.5)
   * @param minInfoGain gain of a split, at least 0
   */
  public record SplitLimits(
      int maxDepth, int minInstancesPerNode, double minWeightFractionPerNode, double minInfoGain)
      implements Serializable {

    private static final long serialVersionUID = 1;
  }

  /**
   * Rows that a tree grows on.
   *
   * @param subsamplingRate rows of a tree's bag for each row, in (0, 1]
   * @param bootstrap true if bags are drawn with replacement
   */
  public record Bags(double subsamplingRate, boolean bootstrap) implements Serializable {

    /** True if every bag is all rows, once. */
    boolean areWhole() {
      return !bootstrap && subsamplingRate == 1;
    }

    /** Expected share of the rows that are in a bag. */
    double share() {
      return bootstrap ? 1 - Math.exp(-subsamplingRate) : subsamplingRate;
    }

    private static final long serialVersionUID = 1;
  }

  public TreeParams {
    featureSubsetStrategy = featureSubsetStrategy.toLowerCase(Locale.ROOT);
  }

  /** Number of columns that are considered in a node. */
  public int featuresPerNode(int features) {
    return switch (featureSubsetStrategy) {
      case "auto" ->
          numTrees == 1
              ? features
              : impurity == Impurity.VARIANCE ? third(features) : root(features);
      case "all" -> features;
      case "sqrt" -> root(features);
      case "log2" -> Math.max(1, (int) Math.ceil(Math.log(features) / Math.log(2)));
      case "onethird" -> third(features);
      default ->
          featureSubsetStrategy.matches("\\+?\\d+")
              ? Math.min(Integer.parseInt(featureSubsetStrategy), features)
              : (int) Math.ceil(Double.parseDouble(featureSubsetStrategy) * features);
    };
  }

  private static int root(int features) {
    return (int) Math.ceil(Math.sqrt(features));
  }

  private static int third(int features) {
    return (int) Math.ceil(features / 3.0);
  }

  TreeParams withSeed(long other) {
    return with(limits, other);
  }

  public TreeParams withDepth(int depth) {
    return with(
        new SplitLimits(
            depth, limits.minInstancesPerNode, limits.minWeightFractionPerNode, limits.minInfoGain),
        seed);
  }

  private TreeParams with(SplitLimits other, long otherSeed) {
    return new TreeParams(
        impurity, numTrees, other, maxBins, bags, featureSubsetStrategy, maxMemoryInMB, otherSeed);
  }
}
