package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/** Way of rows down a growing tree, by their bins, to the nodes that a pass looks at. */
final class NodeDescent implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int NONE = -1;

  private final int tree;
  private final Branching branching;
  private final int[] placeOf;
  private final int[] places;

  /**
   * @param tree number of the tree
   * @param nodes that are looked at
   * @param places of these in the query
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

  /** Number of the tree's nodes that are looked at. */
  int size() {
    return places.length;
  }

  /** Place in the query of a node that is looked at. */
  int place(int at) {
    return places[at];
  }

  /**
   * Writes for each row which of the nodes it lies in; -1 if it lies in none of them.
   *
   * @param count number of the rows
   */
  void find(BinnedRows binned, int[] rows, int count, int[] into) {
    Arrays.fill(into, 0, count, 0);
    branching.move(binned.bins(), binned.features(), rows, count, into);
    for (int i = 0; i < count; i++) {
      into[i] = placeOf[into[i]];
    }
  }
}
