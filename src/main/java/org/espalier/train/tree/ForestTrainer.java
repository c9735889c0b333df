package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/** Training of a forest or of one tree: MLlib's own, node for node, on the same rows. */
public final class ForestTrainer {

  /** Nanoseconds of a row's value in the histogram of a node, on a core of 3 GHz. */
  private static final double VALUE_NANOS = 2;

  private final ScalaTreeOrder order;
  private final StopRequest stop;

  /**
   * @param order of the Spark line whose forests are to be equal
   * @param stop queried every few milliseconds
   */
  public ForestTrainer(ScalaTreeOrder order, StopRequest stop) {
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
    return train(new Binning(rows, params.maxBins(), params.seed(), stop), params);
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
    MllibBag bag = MllibBag.draw(binning.rows(), params, stop);
    return new ArrayGrowth(binning, params, order, bag, stop).run();
  }

  /**
   * Bytes that training holds besides the bins: the bags, the rows of the trees that are grown
   * together in the order of their nodes, and what the rows of one node add to its sums.
   *
   * @param classes number of classes; 0 for regression
   */
  public static long bytes(long rows, int features, int classes, TreeParams params) {
    boolean sampled = params.bags().bootstrap() || params.bags().subsamplingRate() < 1;
    boolean together = params.featuresPerNode(features) < features;
    long trees = params.numTrees();
    double ofRow = ArrayGrowth.bytesOfRow() + Histogram.bytesOfRow(classes);
    ofRow += sampled ? trees : 0; // a byte each
    ofRow += Integer.BYTES * (together ? trees : 1) * (sampled ? params.bags().share() : 1);
    return (long) (ofRow * rows);
  }

  /** Nanoseconds that training is planned to take on one core, if every tree grows to its depth. */
  public static long nanos(long rows, int features, TreeParams params) {
    int drawn = params.featuresPerNode(features);
    double levels = params.numTrees() * (params.limits().maxDepth() + 1.0);
    return (long) (levels * params.bags().subsamplingRate() * rows * drawn * VALUE_NANOS);
  }
}
