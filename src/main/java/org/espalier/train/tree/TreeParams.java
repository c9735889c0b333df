package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Locale;

/**
 * Params of a forest or of one tree, with MLlib's names, ranges and defaults.
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
    Limits limits,
    int maxBins,
    Bags bags,
    String featureSubsetStrategy,
    int maxMemoryInMB,
    long seed)
    implements Serializable {

  /**
   * Limits of the nodes that are split.
   *
   * @param maxDepth levels below the root, 0 to 30
   * @param minInstancesPerNode rows of each child, at least 1
   * @param minWeightFractionPerNode share of all weight in each child, in [0, 0.5)
   * @param minInfoGain gain of a split, at least 0
   */
  public record Limits(
      int maxDepth, int minInstancesPerNode, double minWeightFractionPerNode, double minInfoGain)
      implements Serializable {

    /** Levels that fit MLlib's node numbers. */
    private static final int DEEPEST = 30;

    public Limits {
      require(maxDepth >= 0 && maxDepth <= DEEPEST, "maxDepth", maxDepth);
      require(minInstancesPerNode >= 1, "minInstancesPerNode", minInstancesPerNode);
      require(
          minWeightFractionPerNode >= 0 && minWeightFractionPerNode < 0.5,
          "minWeightFractionPerNode",
          minWeightFractionPerNode);
      require(minInfoGain >= 0, "minInfoGain", minInfoGain);
    }

    private Limits withDepth(int depth) {
      return new Limits(depth, minInstancesPerNode, minWeightFractionPerNode, minInfoGain);
    }
  }

  /**
   * Rows that a tree grows on.
   *
   * @param subsamplingRate rows of a tree's bag for each row, in (0, 1]
   * @param bootstrap true if bags are drawn with replacement
   */
  public record Bags(double subsamplingRate, boolean bootstrap) implements Serializable {
    public Bags {
      require(subsamplingRate > 0 && subsamplingRate <= 1, "subsamplingRate", subsamplingRate);
    }
  }

  public TreeParams {
    require(numTrees >= 1, "numTrees", numTrees);
    require(maxBins >= 2, "maxBins", maxBins);
    require(maxMemoryInMB >= 0, "maxMemoryInMB", maxMemoryInMB);
    featureSubsetStrategy = featureSubsetStrategy.toLowerCase(Locale.ROOT);
    FeatureSubset.check(featureSubsetStrategy);
  }

  /** Defaults of RandomForestClassifier and, with {@link Impurity#VARIANCE}, of the regressor. */
  public static Builder forest(Impurity impurity) {
    return new Builder(impurity, 20, true, "auto");
  }

  /** Defaults of DecisionTreeClassifier or DecisionTreeRegressor: all rows, all columns. */
  public static Builder tree(Impurity impurity) {
    return new Builder(impurity, 1, false, "all");
  }

  /** Number of columns that are considered in a node. */
  public int featuresPerNode(int features) {
    return FeatureSubset.size(
        featureSubsetStrategy, features, numTrees, impurity != Impurity.VARIANCE);
  }

  TreeParams withSeed(long other) {
    return with(limits, other);
  }

  public TreeParams withDepth(int depth) {
    return with(limits.withDepth(depth), seed);
  }

  private TreeParams with(Limits other, long otherSeed) {
    return new TreeParams(
        impurity, numTrees, other, maxBins, bags, featureSubsetStrategy, maxMemoryInMB, otherSeed);
  }

  private static void require(boolean right, String name, Number value) {
    if (!right) {
      throw new IllegalArgumentException(name + ": " + value + " is out of its range");
    }
  }

  /** Params that start from MLlib's defaults. */
  public static final class Builder {

    private final Impurity impurity;
    private int numTrees;
    private int maxDepth = 5;
    private int maxBins = 32;
    private int minInstancesPerNode = 1;
    private double minWeightFractionPerNode;
    private double minInfoGain;
    private double subsamplingRate = 1;
    private boolean bootstrap;
    private String featureSubsetStrategy;
    private int maxMemoryInMB = 256;
    private long seed;

    private Builder(Impurity impurity, int numTrees, boolean bootstrap, String subset) {
      this.impurity = impurity;
      this.numTrees = numTrees;
      this.bootstrap = bootstrap;
      this.featureSubsetStrategy = subset;
    }

    public Builder numTrees(int value) {
      this.numTrees = value;
      return this;
    }

    public Builder maxDepth(int value) {
      this.maxDepth = value;
      return this;
    }

    public Builder maxBins(int value) {
      this.maxBins = value;
      return this;
    }

    public Builder minInstancesPerNode(int value) {
      this.minInstancesPerNode = value;
      return this;
    }

    public Builder minWeightFractionPerNode(double value) {
      this.minWeightFractionPerNode = value;
      return this;
    }

    public Builder minInfoGain(double value) {
      this.minInfoGain = value;
      return this;
    }

    public Builder subsamplingRate(double value) {
      this.subsamplingRate = value;
      return this;
    }

    public Builder bootstrap(boolean value) {
      this.bootstrap = value;
      return this;
    }

    public Builder featureSubsetStrategy(String value) {
      this.featureSubsetStrategy = value;
      return this;
    }

    public Builder maxMemoryInMB(int value) {
      this.maxMemoryInMB = value;
      return this;
    }

    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /**
     * The params.
     *
     * @throws IllegalArgumentException for a value out of its range
     */
    public TreeParams build() {
      return new TreeParams(
          impurity,
          numTrees,
          new Limits(maxDepth, minInstancesPerNode, minWeightFractionPerNode, minInfoGain),
          maxBins,
          new Bags(subsamplingRate, bootstrap),
          featureSubsetStrategy,
          maxMemoryInMB,
          seed);
    }
  }
}
