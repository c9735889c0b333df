package org.espalier.train.tree;

import java.io.Serializable;

/** Trained tree whose splits compare the bins on which it was grown. */
final class BinnedTree implements Serializable {

  private static final long serialVersionUID = 1;

  private final Branching branching;
  private final double[] prediction;

  BinnedTree(Tree tree, Bins bins) {
    this.branching = new Branching(tree.size());
    this.prediction = new double[tree.size()];
    int[] order = Branching.order(tree);
    for (int at = 0, left = 1; at < order.length; at++) {
      int node = order[at];
      prediction[at] = tree.prediction(node);
      if (!tree.isLeaf(node)) {
        int column = tree.feature(node);
        if (tree.isCategorical(node)) {
          branching.split(at, column, tree.goesLeft(node), left);
        } else {
          branching.split(at, column, bins.lastLeft(column, tree.threshold(node)), left);
        }
        left += 2;
      }
    }
  }

  /** Adds the weighted prediction for each row to its sum. */
  void addPredictions(BinnedRows rows, double weight, double[] sums) {
    int[] nodes = new int[sums.length];
    branching.move(rows.bins(), rows.features(), nodes.length, nodes, 0);
    for (int row = 0; row < sums.length; row++) {
      sums[row] += prediction[nodes[row]] * weight;
    }
  }
}
