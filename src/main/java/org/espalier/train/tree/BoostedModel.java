package org.espalier.train.tree;

import java.io.Serializable;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Gradient boosted trees and their weights. The first k trees of a model are the model of k
 * iterations.
 *
 * @param features number of columns of the training rows
 * @param stepSize weight of each tree after the first
 */
public record BoostedModel(int features, List<Tree> trees, double stepSize)
    implements Serializable {

  private static final long serialVersionUID = 1;

  public BoostedModel {
    trees = List.copyOf(trees);
  }

  /** Returns the weight of a tree: 1 for the first tree, the step size for the others. */
  public double weight(int tree) {
    return tree == 0 ? 1 : stepSize;
  }

  /**
   * Returns the model of the first iterations.
   *
   * @param iterations number of trees to keep, from 1 to the number of trees
   */
  public BoostedModel first(int iterations) {
    return new BoostedModel(features, trees.subList(0, iterations), stepSize);
  }

  /**
   * Returns the weighted sums of the trees' predictions after each iteration, by iteration and then
   * by row. In regression these are predictions, in classification margins of class 1.
   *
   * @throws InterruptedException if a stop is requested
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

  /**
   * Returns the weighted sums of all trees' predictions, by row.
   *
   * @throws InterruptedException if a stop is requested
   */
  public double[] margins(ScoringRows rows, StopRequest stop) throws InterruptedException {
    double[] margins = new double[rows.size()];
    for (int tree = 0; tree < trees.size(); tree++) {
      new Leaves(trees.get(tree), rows).addPredictions(weight(tree), margins, stop);
    }
    return margins;
  }

  /**
   * Returns the probability of class 1 for a margin, as MLlib's {@code LogLoss.computeProbability}.
   */
  public static double probability(double margin) {
    return 1 / (1 + Math.exp(-2 * margin));
  }
}
