package org.espalier.train.tree;

/** Params of trees that start from MLlib's defaults. */
public final class TreeParamsBuilder {

  private final Impurity impurity;
  private int numTrees;
  private TreeParams.Splitter splitter = TreeParams.Splitter.BEST;
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

  private TreeParamsBuilder(Impurity impurity, int numTrees, boolean bootstrap, String subset) {
    this.impurity = impurity;
    this.numTrees = numTrees;
    this.bootstrap = bootstrap;
    this.featureSubsetStrategy = subset;
  }

  /** Defaults of RandomForestClassifier and, with {@link Impurity#VARIANCE}, of the regressor. */
  public static TreeParamsBuilder forest(Impurity impurity) {
    return new TreeParamsBuilder(impurity, 20, true, "auto");
  }

  /** Defaults of DecisionTreeClassifier or DecisionTreeRegressor: all rows, all columns. */
  public static TreeParamsBuilder tree(Impurity impurity) {
    return new TreeParamsBuilder(impurity, 1, false, "all");
  }

  public TreeParamsBuilder numTrees(int value) {
    this.numTrees = value;
    return this;
  }

  public TreeParamsBuilder splitter(TreeParams.Splitter value) {
    this.splitter = value;
    return this;
  }

  public TreeParamsBuilder maxDepth(int value) {
    this.maxDepth = value;
    return this;
  }

  public TreeParamsBuilder maxBins(int value) {
    this.maxBins = value;
    return this;
  }

  public TreeParamsBuilder minInstancesPerNode(int value) {
    this.minInstancesPerNode = value;
    return this;
  }

  public TreeParamsBuilder minWeightFractionPerNode(double value) {
    this.minWeightFractionPerNode = value;
    return this;
  }

  public TreeParamsBuilder minInfoGain(double value) {
    this.minInfoGain = value;
    return this;
  }

  public TreeParamsBuilder subsamplingRate(double value) {
    this.subsamplingRate = value;
    return this;
  }

  public TreeParamsBuilder bootstrap(boolean value) {
    this.bootstrap = value;
    return this;
  }

  public TreeParamsBuilder featureSubsetStrategy(String value) {
    this.featureSubsetStrategy = value;
    return this;
  }

  public TreeParamsBuilder maxMemoryInMB(int value) {
    this.maxMemoryInMB = value;
    return this;
  }

  public TreeParamsBuilder seed(long value) {
    this.seed = value;
    return this;
  }

  public TreeParams build() {
    return new TreeParams(
        impurity,
        numTrees,
        splitter,
        new TreeParams.SplitLimits(
            maxDepth, minInstancesPerNode, minWeightFractionPerNode, minInfoGain),
        maxBins,
        new TreeParams.Bags(subsamplingRate, bootstrap),
        featureSubsetStrategy,
        maxMemoryInMB,
        seed);
  }
}
