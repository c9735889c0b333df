package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/** Trainer of a forest or of one tree. It grows the same nodes as MLlib does on the same rows. */
public final class ForestTrainer {

  /**
   * Estimated time to add one value of a row to the histogram of a node on a 3 GHz core, in
   * nanoseconds.
   */
  private static final double VALUE_NANOS = 2;

  private final ScalaTreeOrder order;
  private final StopRequest stop;

  /**
   * @param order order of the Spark build whose forests are to be reproduced
   * @param stop checked every few milliseconds
   */
  public ForestTrainer(ScalaTreeOrder order, StopRequest stop) {
    this.order = order;
    this.stop = stop;
  }

  /**
   * Trains on rows, with bins of its own.
   *
   * @throws IllegalArgumentException if a column has more categories than bins, or if the impurity
   *     does not fit the kind of labels
   * @throws InterruptedException if a stop is requested
   */
  public GrownForest train(TrainingRows rows, TreeParams params) throws InterruptedException {
    return train(new Binning(rows, params.maxBins(), params.seed(), stop), params);
  }

  /**
   * Trains on bins, which candidates can share.
   *
   * @param binning bins made with the same {@code maxBins} and {@code seed} as {@code params}
   * @throws IllegalArgumentException if the impurity does not fit the kind of labels
   * @throws InterruptedException if a stop is requested
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
    MllibBag bag = MllibBag.draw(binning.rows(), params, stop);
    return new ArrayGrowth(binning, params, order, bag, stop).run();
  }

  /**
   * Returns the bytes that training holds besides the bins: the bags, the row indices of the trees
   * that are grown together, and the terms that the rows of one node add to its sums.
   *
   * @param classes number of classes; 0 for regression
   */
  public static long bytes(long rows, int features, int classes, TreeParams params) {
    boolean sampled = params.bags().bootstrap() || params.bags().subsamplingRate() < 1;
    boolean together = params.featuresPerNode(features) < features;
    long trees = params.numTrees();
    double ofRow = ArrayGrowth.bytesOfRow() + Histogram.bytesOfRow(classes);
    ofRow += sampled ? trees : 0; // one byte each
    ofRow += Integer.BYTES * (together ? trees : 1) * (sampled ? params.bags().share() : 1);
    return (long) (ofRow * rows);
  }

  /**
   * Estimates the training time on one core in nanoseconds, if every tree grows to its maximum
   * depth.
   */
  public static long nanos(long rows, int features, TreeParams params) {
    int drawn = params.featuresPerNode(features);
    double levels = params.numTrees() * (params.limits().maxDepth() + 1.0);
    return (long) (levels * params.bags().subsamplingRate() * rows * drawn * VALUE_NANOS);
  }
}
