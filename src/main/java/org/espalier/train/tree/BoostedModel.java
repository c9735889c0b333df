package org.espalier.train.tree;

import java.io.Serializable;
import java.util.List;
import org.espalier.train.Stop;

/**
 * Gradient boosted trees and their weights. The first trees of a model are the model of fewer
 * iterations.
 */
public final class BoostedModel implements Serializable {

  private static final long serialVersionUID = 1;

  private final List<Tree> trees;
  private final double stepSize;

  BoostedModel(List<Tree> trees, double stepSize) {
    this.trees = List.copyOf(trees);
    this.stepSize = stepSize;
  }

  public List<Tree> trees() {
    return trees;
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
    if (iterations < 1 || iterations > trees.size()) {
      throw new IllegalArgumentException(
          "iterations: " + iterations + " is not in 1 to " + trees.size());
    }
    return new BoostedModel(trees.subList(0, iterations), stepSize);
  }

  /** Weighted sums of the trees' predictions: predictions in regression, margins of class 1. */
  public double[] margins(ScoringRows rows, Stop stop) throws InterruptedException {
    double[] margins = new double[rows.size()];
    for (int tree = 0; tree < trees.size(); tree++) {
      add(tree, rows, margins, stop);
    }
    return margins;
  }

  /**
   * Margins of every number of iterations from 1, by iterations and row: the predictions of all
   * smaller models, in one pass.
   */
  public double[][] staged(ScoringRows rows, Stop stop) throws InterruptedException {
    double[][] staged = new double[trees.size()][];
    double[] margins = new double[rows.size()];
    for (int tree = 0; tree < trees.size(); tree++) {
      add(tree, rows, margins, stop);
      staged[tree] = margins.clone();
    }
    return staged;
  }

  /** Probability of class 1 at a margin, as MLlib's {@code LogLoss.computeProbability}. */
  public static double probability(double margin) {
    return 1 / (1 + Math.exp(-2 * margin));
  }

  private void add(int tree, ScoringRows rows, double[] margins, Stop stop)
      throws InterruptedException {
    new Leaves(trees.get(tree), rows).addPredictions(weight(tree), margins, stop);
  }
}
