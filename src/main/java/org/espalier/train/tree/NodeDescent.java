package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Finder of the nodes of a growing tree that rows lie in, among the nodes that a pass searches.
 * Rows move down the tree by their bins.
 */
final class NodeDescent implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int NONE = -1;

  private final int tree;
  private final Branching branching;
  private final int[] placeOf;
  private final int[] places;

  /**
   * @param tree number of the tree
   * @param nodes nodes that the pass searches
   * @param places index of each of these nodes in the query
   */
  NodeDescent(int tree, GrownTree grown, Bins bins, int[] nodes, int[] places) {
    this.tree = tree;
    this.places = places;
    this.branching = new Branching(grown.size());
    this.placeOf = new int[grown.size()];
    for (int node = 0; node < grown.size(); node++) {
      if (grown.state[node] == GrownTree.SPLIT) {
        int column = grown.feature[node];
        int left = grown.left[node];
        boolean[] goes = grown.goesLeft[node];
        if (goes == null) {
          int last = bins.lastLeft(column, grown.threshold[node]);
          branching.split(node, column, last, left);
        } else {
          branching.split(node, column, goes, left);
        }
      }
    }
    Arrays.fill(placeOf, NONE);
    for (int at = 0; at < nodes.length; at++) {
      placeOf[nodes[at]] = at;
    }
  }

  int tree() {
    return tree;
  }

  /** Returns the number of the tree's nodes that the pass searches. */
  int size() {
    return places.length;
  }

  /** Returns the index in the query of one of these nodes. */
  int place(int at) {
    return places[at];
  }

  /**
   * Writes the index of each row's node among the searched nodes; -1 if the row lies in none of
   * them.
   *
   * @param count number of rows
   */
  void find(BinnedRows binned, int[] rows, int count, int[] into) {
    Arrays.fill(into, 0, count, 0);
    branching.move(binned.bins(), binned.features(), rows, count, into);
    for (int i = 0; i < count; i++) {
      into[i] = placeOf[into[i]];
    }
  }
}
