package org.espalier.train.tree;

import org.espalier.train.Stop;

/** Way of rows to the leaves of a tree, by ranks: a split is a comparison of ints. */
final class Leaves {

  private static final int LEAF = -1;

  private final Tree tree;
  private final ScoringRows rows;
  private final int[] feature;
  private final int[] right;

  /** Ranks below it go left; -1 where the split is by categories. */
  private final int[] below;

  private final boolean[][] goesLeft;

  Leaves(Tree tree, ScoringRows rows) {
    int size = tree.size();
    this.tree = tree;
    this.rows = rows;
    this.feature = new int[size];
    this.right = new int[size];
    this.below = new int[size];
    this.goesLeft = new boolean[size][];
    for (int node = 0; node < size; node++) {
      if (tree.isLeaf(node)) {
        feature[node] = LEAF;
      } else {
        compile(node);
      }
    }
  }

  int of(int row) {
    Codes ranks = rows.block(row);
    int start = rows.start(row);
    int node = 0;
    while (feature[node] != LEAF) {
      int rank = ranks.at(start + feature[node]);
      boolean left = below[node] < 0 ? goesLeft[node][rank] : rank < below[node];
      node = left ? node + 1 : right[node];
    }
    return node;
  }

  /** Adds what the tree predicts for each row, times a weight. */
  void addPredictions(double weight, double[] sums, Stop stop) throws InterruptedException {
    for (int row = 0; row < sums.length; row++) {
      stop.checkAt(row);
      sums[row] += tree.prediction(of(row)) * weight;
    }
  }

  private void compile(int node) {
    feature[node] = tree.feature(node);
    right[node] = tree.right(node);
    RankedTable table = rows.table();
    double[] values = table.values(feature[node]);
    if (tree.isCategorical(node)) {
      goesLeft[node] =
          table.ranksAreValues(feature[node])
              ? tree.goesLeft(node, values.length)
              : tree.goesLeft(node, values);
      below[node] = -1;
    } else {
      below[node] = upTo(values, tree.threshold(node));
    }
  }

  /** Number of values up to a threshold; -0.0 and 0.0 are the same. */
  private static int upTo(double[] values, double threshold) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] <= threshold) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
