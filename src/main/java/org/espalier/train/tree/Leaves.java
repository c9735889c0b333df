package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;

/**
 * Finder of the leaves that rows reach in a tree. It compares ranks, so each split is a comparison
 * of ints.
 */
final class Leaves {

  private final Tree tree;
  private final ScoringRows rows;
  private final Branching branching;
  private final int[] order; // node of the tree, by node of the branching

  Leaves(Tree tree, ScoringRows rows) {
    this.tree = tree;
    this.rows = rows;
    this.branching = new Branching(tree.size());
    this.order = Branching.order(tree);
    for (int at = 0, left = 1; at < order.length; at++) {
      if (!tree.isLeaf(order[at])) {
        compile(order[at], at, left);
        left += 2;
      }
    }
  }

  /** Writes the leaf of each row into {@code leaves}. */
  void find(int[] leaves, StopRequest stop) throws InterruptedException {
    Arrays.fill(leaves, 0);
    int features = rows.table().features();
    int row = 0;
    for (Codes ranks : rows.blocks()) {
      stop.check();
      int count = Math.min(rows.size() - row, rows.perBlock());
      branching.move(ranks, features, count, leaves, row);
      row += count;
    }
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = order[leaves[i]];
    }
  }

  /** Adds the tree's weighted prediction for each row to its sum. */
  void addPredictions(double weight, double[] sums, StopRequest stop) throws InterruptedException {
    int[] leaves = new int[sums.length];
    find(leaves, stop);
    for (int row = 0; row < sums.length; row++) {
      sums[row] += tree.prediction(leaves[row]) * weight;
    }
  }

  private void compile(int node, int at, int left) {
    int column = tree.feature(node);
    RankedTable table = rows.table();
    double[] values = table.values(column);
    if (tree.isCategorical(node)) {
      boolean[] goes =
          table.ranksAreValues(column)
              ? tree.goesLeft(node, values.length)
              : tree.goesLeft(node, values);
      branching.split(at, column, goes, left);
    } else {
      int last = upTo(values, tree.threshold(node)) - 1;
      branching.split(at, column, last, left);
    }
  }

  /** Returns the number of values up to a threshold. The values -0.0 and 0.0 are equal here. */
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
