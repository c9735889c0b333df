package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Locale;

/**
 * Params of a forest or of one tree, with MLlib's names and ranges.
 *
 * @param numTrees number of trees, at least 1
 * @param splitter choice of the split of a column in a node
 * @param limits limits of splitting
 * @param maxBins maximum number of bins of a column, at least 2 and at least the number of
 *     categories of each column
 * @param bags sampling of the rows of each tree
 * @param featureSubsetStrategy auto, all, onethird, sqrt, log2, a fraction in (0, 1] or a number of
 *     columns
 * @param maxMemoryInMB memory limit of the histograms of a group of nodes; it determines the order
 *     of draws
 * @param seed seed of the bags, the columns, the random splits and the sample for cut points
 */
public record TreeParams(
    Impurity impurity,
    int numTrees,
    Splitter splitter,
    SplitLimits limits,
    int maxBins,
    Bags bags,
    String featureSubsetStrategy,
    int maxMemoryInMB,
    long seed)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Choice of a column's split in a node. Of the splits of its columns, a node takes the best. */
  public enum Splitter {
    /** Split of the largest gain, as in MLlib. */
    BEST,
    /**
     * Split drawn at random among those that leave rows on both sides, as in extremely randomized
     * trees (Geurts, Ernst and Wehenkel 2006). Thresholds are drawn among the boundaries of the
     * column's bins, not uniformly between the node's extreme values.
     */
    RANDOM
  }

  /**
   * Limits of the splitting of nodes.
   *
   * @param maxDepth maximum number of levels below the root, 0 to 30
   * @param minInstancesPerNode minimum number of rows of each child, at least 1
   * @param minWeightFractionPerNode minimum share of the total weight in each child, in [0, 0.5)
   * @param minInfoGain minimum gain of a split, at least 0
   */
  public record SplitLimits(
      int maxDepth, int minInstancesPerNode, double minWeightFractionPerNode, double minInfoGain)
      implements Serializable {

    private static final long serialVersionUID = 1;
  }

  /**
   * Sampling of the rows of each tree.
   *
   * @param subsamplingRate expected size of a tree's bag, as a fraction of the rows, in (0, 1]
   * @param bootstrap true if bags are drawn with replacement
   */
  public record Bags(double subsamplingRate, boolean bootstrap) implements Serializable {

    /** Returns true if every bag contains each row once. */
    boolean areWhole() {
      return !bootstrap && subsamplingRate == 1;
    }

    /** Returns the expected fraction of distinct rows that are in a bag. */
    double share() {
      return bootstrap ? 1 - Math.exp(-subsamplingRate) : subsamplingRate;
    }

    private static final long serialVersionUID = 1;
  }

  public TreeParams {
    featureSubsetStrategy = featureSubsetStrategy.toLowerCase(Locale.ROOT);
  }

  /** Returns the number of columns that are considered in a node. */
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
        impurity,
        numTrees,
        splitter,
        other,
        maxBins,
        bags,
        featureSubsetStrategy,
        maxMemoryInMB,
        otherSeed);
  }
}
