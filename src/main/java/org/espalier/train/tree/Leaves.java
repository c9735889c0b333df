package org.espalier.train.tree;

import org.espalier.train.Stop;

/** Way of rows to the leaves of a tree, by ranks: a split is a comparison of ints. */
final class Leaves {

  private static final int LEAF = -1;

  private final Tree tree;
  private final ScoringRows rows;
  private final int[] feature;
  private final int[] right;

  /** Rank from which on values go right; -1 where the split is by categories. */
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

  /** Writes the leaf of each row into {@code leaves}. */
  void find(int[] leaves, Stop stop) throws InterruptedException {
    int row = 0;
    for (Codes ranks : rows.blocks()) {
      int last = Math.min(rows.size(), row + rows.perBlock());
      int start = 0;
      while (row < last) {
        stop.checkAt(row);
        leaves[row++] =
            ranks instanceof Codes.Bytes bytes ? leaf(bytes.codes(), start) : leaf(ranks, start);
        start += rows.table().features();
      }
    }
  }

  private int leaf(Codes ranks, int start) {
    int node = 0;
    while (feature[node] != LEAF) {
      node = next(node, ranks.at(start + feature[node]));
    }
    return node;
  }

  /** The same for ranks of one byte, without a call for each. */
  private int leaf(byte[] ranks, int start) {
    int node = 0;
    while (feature[node] != LEAF) {
      node = next(node, ranks[start + feature[node]] & 0xFF);
    }
    return node;
  }

  private int next(int node, int rank) {
    boolean left = below[node] < 0 ? goesLeft[node][rank] : rank < below[node];
    return left ? node + 1 : right[node];
  }

  /** Adds the tree's prediction for each row, times a weight. */
  void addPredictions(double weight, double[] sums, Stop stop) throws InterruptedException {
    int[] leaves = new int[sums.length];
    find(leaves, stop);
    for (int row = 0; row < sums.length; row++) {
      sums[row] += tree.prediction(leaves[row]) * weight;
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
