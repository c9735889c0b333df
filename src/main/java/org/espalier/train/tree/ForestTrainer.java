package org.espalier.train.tree;

import org.espalier.train.Stop;

/** Training of a forest or of one tree: MLlib's own, node for node, on the same rows. */
public final class ForestTrainer {

  /** Share of rows that a bag of as many draws with replacement holds: 1 - 1/e, rounded up. */
  private static final double IN_BAG = 0.64;

  /** Bytes a row of what is read once a node: classes, copies, amounts, and places to move to. */
  private static final int SCRATCH = 3 * Integer.BYTES + 5 * Double.BYTES;

  private final TreeOrder order;
  private final Stop stop;

  /** Nanoseconds of a row's value in the histogram of a node, on a core of 3 GHz. */
  private static final double VALUE_NANOS = 2;

  /**
   * @param order of the Spark line whose forests are to be equal
   * @param stop asked for every few milliseconds
   */
  public ForestTrainer(TreeOrder order, Stop stop) {
    this.order = order;
    this.stop = stop;
  }

  /**
   * Trains on rows whose bins are not shared.
   *
   * @throws IllegalArgumentException when a column has more categories than there are bins
   * @throws InterruptedException when the training was asked to end
   */
  public GrownForest train(TrainingRows rows, TreeParams params) throws InterruptedException {
    return train(Binning.of(rows, params.maxBins(), params.seed(), stop), params);
  }

  /**
   * Trains on bins.
   *
   * @param binning made with these params' maxBins and seed
   */
  public GrownForest train(Binning binning, TreeParams params) throws InterruptedException {
    boolean regression = binning.rows().classes() == 0;
    if (regression != (params.impurity() == Impurity.VARIANCE)) {
      throw new IllegalArgumentException(
          "impurity: "
              + params.impurity()
              + " is not one of "
              + (regression ? "regression" : "classification"));
    }
    Bag bag = Bag.draw(binning.rows(), params, stop);
    return new Growth(binning, params, order, bag, stop).run();
  }

  /** What a training will need, before it is started. */
  public static Estimate estimate(TrainingRows rows, TreeParams params) {
    long size = rows.size();
    int features = rows.features();
    int perNode = params.featuresPerNode(features);
    long inBag = (long) Math.ceil(size * inBag(params));
    long open = perNode == features ? 1 : params.numTrees();
    long bins = (long) Codes.width(Math.min(params.maxBins(), rows.size())) * size * features;
    long bag =
        params.bags().bootstrap() || params.bags().subsamplingRate() < 1
            ? size * params.numTrees()
            : 0;
    long sums = rows.classes() == 0 ? Impurity.MOMENTS : rows.classes();
    long leaves = Math.min(1L << params.limits().maxDepth(), leaves(size, inBag, params));
    long ofNode = GrownTree.NODE_BYTES + Double.BYTES * (sums + 1) + categories(rows);
    long bytes =
        bins
            + bag
            + size * SCRATCH
            + open * inBag * Integer.BYTES
            + open * leaves * Integer.BYTES * (perNode + 4)
            + params.numTrees() * leaves * 2 * ofNode * 3 / 2;
    return new Estimate(bytes, params.numTrees() * inBag * perNode * levels(params, inBag));
  }

  /** Leaves at most: each has its rows, and as many copies of them as a leaf must have. */
  private static long leaves(long rows, long inBag, TreeParams params) {
    double copies = rows * params.bags().subsamplingRate() / params.limits().minInstancesPerNode();
    return Math.max(1, Math.min(inBag, (long) Math.ceil(copies)));
  }

  /** Bytes of the side of each category in a node; sides of two are shared. */
  private static int categories(TrainingRows rows) {
    int most = 0;
    for (int feature = 0; feature < rows.features(); feature++) {
      most = Math.max(most, rows.arity(feature));
    }
    return most <= 2 ? 0 : 2 * Long.BYTES + most;
  }

  private static double inBag(TreeParams params) {
    return params.bags().bootstrap()
        ? Math.min(IN_BAG, -Math.expm1(-params.bags().subsamplingRate()))
        : params.bags().subsamplingRate();
  }

  /** Levels with rows left to split: a tree twice as deep as a balanced one is taken for deep. */
  private static long levels(TreeParams params, long rows) {
    int balanced = Long.SIZE - Long.numberOfLeadingZeros(rows);
    return Math.min(Math.max(1, params.limits().maxDepth()), 2L * balanced);
  }

  /**
   * Need of a training.
   *
   * @param bytes of memory beyond the rows themselves, at most: as if each leaf had one row
   * @param visits of a row in a column; more only in trees twice as deep as balanced ones
   */
  public record Estimate(long bytes, long visits) {}

  /**
   * Nanoseconds that training is planned to take on one core, if every tree grows to its depth.
   *
   * @param classification whether labels are classes
   */
  public static long nanos(long rows, int features, boolean classification, TreeParams params) {
    int drawn =
        FeatureSubset.size(
            params.featureSubsetStrategy(), features, params.numTrees(), classification);
    double levels = params.numTrees() * (params.limits().maxDepth() + 1.0);
    return (long) (levels * params.bags().subsamplingRate() * rows * drawn * VALUE_NANOS);
  }
}
