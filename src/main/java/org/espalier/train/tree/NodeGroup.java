package org.espalier.train.tree;

import java.util.Arrays;

/** Group of nodes that MLlib splits together, with the columns drawn for each. */
final class NodeGroup {

  private static final int START = 64;

  private final int perNode;
  private int size;
  private int[] tree = new int[START];
  private int[] node = new int[START];
  private int[] columns;

  /**
   * @param perNode number of columns drawn for a node; 0 if every node considers all columns
   */
  NodeGroup(int perNode) {
    this.perNode = perNode;
    this.columns = new int[START * perNode];
  }

  void clear() {
    size = 0;
  }

  void add(int ofTree, int added, int[] drawn) {
    if (size == tree.length) {
      tree = Arrays.copyOf(tree, 2 * size);
      node = Arrays.copyOf(node, 2 * size);
      columns = Arrays.copyOf(columns, 2 * size * perNode);
    }
    tree[size] = ofTree;
    node[size] = added;
    System.arraycopy(drawn, 0, columns, size * perNode, perNode);
    size++;
  }

  int size() {
    return size;
  }

  int tree(int at) {
    return tree[at];
  }

  int node(int at) {
    return node[at];
  }

  /** Writes the columns of a node into {@code into}. */
  void columns(int at, int[] into) {
    System.arraycopy(columns, at * perNode, into, 0, perNode);
  }

  /**
   * Returns the indices of the group's nodes, ordered by tree in the walking order and then by
   * insertion.
   */
  int[] walked(ScalaTreeOrder order, int trees) {
    int[] counts = new int[trees];
    int[] named = new int[trees];
    int distinct = 0;
    for (int at = 0; at < size; at++) {
      if (counts[tree[at]]++ == 0) {
        named[distinct++] = tree[at];
      }
    }
    int[] next = new int[trees];
    int start = 0;
    for (int walked : order.walk(Arrays.copyOf(named, distinct))) {
      next[walked] = start;
      start += counts[walked];
    }
    int[] places = new int[size];
    for (int at = 0; at < size; at++) {
      places[next[tree[at]]++] = at;
    }
    return places;
  }
}
