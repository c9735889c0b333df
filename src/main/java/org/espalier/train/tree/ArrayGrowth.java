package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;

/**
 * Grower of a forest on rows held in arrays. The rows of a node are one contiguous range of its
 * tree's array, which is partitioned when the node is split. If no columns are drawn, the trees do
 * not depend on each other and are grown one after the other, which saves memory.
 */
final class ArrayGrowth {

  private static final NodeRows NONE = new NodeRows(new int[0]);

  private final Binning binning;
  private final MllibBag bag;
  private final StopRequest stop;
  private final Growth growth;
  private final NodeRows[] rows;
  private final int[] buffer;
  private final SplitSearch search;
  private final Histogram histogram;

  ArrayGrowth(
      Binning binning, TreeParams params, ScalaTreeOrder order, MllibBag bag, StopRequest stop) {
    this.binning = binning;
    this.bag = bag;
    this.stop = stop;
    this.growth = new Growth(binning.bins(), params, order, stop);
    this.rows = new NodeRows[params.numTrees()];
    this.histogram = new Histogram(binning, bag, binning.rows().size());
    this.search = new SplitSearch(binning.bins(), params, order, histogram);
    this.buffer = new int[binning.rows().size()];
  }

  /**
   * Returns the bytes per row of the buffer that is used to partition the rows of a node. The row
   * indices of each tree come on top.
   */
  static int bytesOfRow() {
    return Integer.BYTES;
  }

  GrownForest run() throws InterruptedException {
    int together = growth.hasAllColumns() ? 1 : rows.length;
    for (int first = 0; first < rows.length; first += together) {
      grow(first, first + together);
    }
    return growth.forest();
  }

  private void grow(int first, int last) throws InterruptedException {
    for (int tree = first; tree < last; tree++) {
      rows[tree] = new NodeRows(bag.rows(tree, stop));
      growth.start(tree);
    }
    while (growth.next()) {
      for (int at : growth.walked()) {
        stop.check();
        split(at);
      }
    }
    Arrays.fill(rows, first, last, NONE);
  }

  private void split(int at) throws InterruptedException {
    int tree = growth.nodes().tree(at);
    int node = growth.nodes().node(at);
    NodeRows ofTree = rows[tree];
    histogram.open(tree, ofTree.rows, ofTree.from[node], ofTree.to[node], stop);
    if (node == 0) {
      search.openRoot(growth.seed(at));
    } else {
      search.open(growth.tree(tree).impurity[node], growth.seed(at));
    }
    search.best(growth.columns(at), stop);
    FoundSplit found = search.found();
    if (growth.take(at, found)) {
      part(ofTree, node, growth.tree(tree).left[node], found);
    }
  }

  /**
   * Moves the rows that go left before the rows that go right, and keeps the order within each
   * side.
   */
  private void part(NodeRows ofTree, int node, int leftChild, FoundSplit found)
      throws InterruptedException {
    Codes codes = binning.codes(found.feature());
    boolean[] goesLeft = found.goesLeft();
    int left = ofTree.from[node];
    int right = 0;
    for (int i = left, to = ofTree.to[node]; i < to; i++) {
      stop.checkAt(i);
      int row = ofTree.rows[i];
      boolean goes = goesLeft[codes.at(row)];
      ofTree.rows[left] = row;
      buffer[right] = row;
      left += goes ? 1 : 0;
      right += goes ? 0 : 1;
    }
    System.arraycopy(buffer, 0, ofTree.rows, left, right);
    ofTree.split(node, leftChild, left);
  }

  /** Rows of a tree in the order of its nodes, with the range of each node. */
  private static final class NodeRows {

    private final int[] rows;
    private int[] from = new int[64];
    private int[] to = new int[64];

    NodeRows(int[] rows) {
      this.rows = rows;
      this.to[0] = rows.length;
    }

    /** Sets the ranges of the two children of a node. */
    void split(int node, int left, int middle) {
      if (left + 1 >= from.length) {
        from = Arrays.copyOf(from, 2 * left);
        to = Arrays.copyOf(to, 2 * left);
      }
      from[left] = from[node];
      to[left] = middle;
      from[left + 1] = middle;
      to[left + 1] = to[node];
    }
  }
}
