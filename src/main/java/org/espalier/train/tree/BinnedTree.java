package org.espalier.train.tree;

import java.io.Serializable;

/** Trained tree whose splits are by the bins that it was grown on. */
final class BinnedTree implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int LEAF = -1;

  private static final boolean[] NO_BINS = {};

  private final int[] feature;
  private final int[] right;
  private final int[] lastLeft;
  private final boolean[][] goesLeft;
  private final double[] prediction;

  BinnedTree(Tree tree, Bins bins) {
    int size = tree.size();
    this.feature = new int[size];
    this.right = new int[size];
    this.lastLeft = new int[size];
    this.goesLeft = new boolean[size][];
    this.prediction = new double[size];
    for (int node = 0; node < size; node++) {
      prediction[node] = tree.prediction(node);
      feature[node] = tree.isLeaf(node) ? LEAF : tree.feature(node);
      lastLeft[node] = LEAF;
      goesLeft[node] = NO_BINS;
      if (!tree.isLeaf(node)) {
        right[node] = tree.right(node);
        if (tree.isCategorical(node)) {
          goesLeft[node] = tree.goesLeft(node);
        } else {
          lastLeft[node] = bins.lastLeft(feature[node], tree.threshold(node));
        }
      }
    }
  }

  /** Adds the prediction for each row, times a weight. */
  void addPredictions(BinnedRows rows, double weight, double[] sums) {
    Codes bins = rows.bins();
    int features = rows.features();
    for (int row = 0, start = 0; row < sums.length; row++, start += features) {
      int node = 0;
      while (feature[node] != LEAF) {
        int bin = bins.at(start + feature[node]);
        boolean left = lastLeft[node] >= 0 ? bin <= lastLeft[node] : goesLeft[node][bin];
        node = left ? node + 1 : right[node];
      }
      sums[row] += prediction[node] * weight;
    }
  }
}
