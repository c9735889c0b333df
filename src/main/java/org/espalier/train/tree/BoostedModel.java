package org.espalier.train.tree;

import java.io.Serializable;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Gradient boosted trees and their weights. The first trees of a model are the model of fewer
 * iterations.
 *
 * @param features columns that the trees may split
 * @param stepSize weight of the trees after the first
 */
public record BoostedModel(int features, List<Tree> trees, double stepSize)
    implements Serializable {

  private static final long serialVersionUID = 1;

  public BoostedModel {
    trees = List.copyOf(trees);
  }

  /** Weight of a tree: 1 for the first, else the step size. */
  public double weight(int tree) {
    return tree == 0 ? 1 : stepSize;
  }

  /**
   * The model of fewer iterations.
   *
   * @param iterations from 1 to the number of trees
   */
  public BoostedModel first(int iterations) {
    return new BoostedModel(features, trees.subList(0, iterations), stepSize);
  }

  /**
   * Weighted sums of the trees' predictions for every number of iterations from 1, by iterations
   * and row: predictions in regression, margins of class 1.
   */
  public double[][] staged(ScoringRows rows, StopRequest stop) throws InterruptedException {
    double[][] staged = new double[trees.size()][];
    double[] margins = new double[rows.size()];
    for (int tree = 0; tree < trees.size(); tree++) {
      new Leaves(trees.get(tree), rows).addPredictions(weight(tree), margins, stop);
      staged[tree] = margins.clone();
    }
    return staged;
  }

  /** Weighted sums of all trees' predictions by row. */
  public double[] margins(ScoringRows rows, StopRequest stop) throws InterruptedException {
    double[] margins = new double[rows.size()];
    for (int tree = 0; tree < trees.size(); tree++) {
      new Leaves(trees.get(tree), rows).addPredictions(weight(tree), margins, stop);
    }
    return margins;
  }

  /** Probability of class 1 at a margin, as MLlib's {@code LogLoss.computeProbability}. */
  public static double probability(double margin) {
    return 1 / (1 + Math.exp(-2 * margin));
  }
}
