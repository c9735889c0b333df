package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/** Way of rows down a growing tree, by their bins, to the nodes that a pass looks at. */
final class Descent implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int NONE = -1;

  private static final boolean[] NO_BINS = {};

  private final int tree;
  private final int levels;
  private final int[] feature;
  private final int[] lastLeft;
  private final boolean[][] goesLeft;
  private final int[] left;
  private final int[] placeOf;
  private final int[] places;

  /**
   * @param tree number of the tree
   * @param nodes that are looked at
   * @param places of these in the query
   */
  Descent(int tree, GrownTree grown, Bins bins, int[] nodes, int[] places) {
    int size = grown.size();
    this.tree = tree;
    this.places = places;
    this.feature = Arrays.copyOf(grown.feature, size);
    this.lastLeft = new int[size];
    this.goesLeft = new boolean[size][];
    this.left = new int[size];
    this.placeOf = new int[size];
    int deepest = 0;
    Arrays.fill(placeOf, NONE);
    for (int node = 0; node < size; node++) {
      if (grown.state[node] != GrownTree.SPLIT) {
        left[node] = NONE;
      } else {
        int column = feature[node];
        boolean[] goes = grown.goesLeft[node];
        left[node] = grown.left[node];
        goesLeft[node] = goes == null ? NO_BINS : goes;
        lastLeft[node] = goes == null ? bins.lastLeft(column, grown.threshold[node]) : NONE;
      }
    }
    for (int at = 0; at < nodes.length; at++) {
      placeOf[nodes[at]] = at;
      deepest = Math.max(deepest, grown.level[nodes[at]]);
    }
    this.levels = deepest;
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
    Codes bins = binned.bins();
    for (int level = 0; level < levels; level++) {
      for (int i = 0; i < count; i++) {
        int node = into[i];
        if (left[node] >= 0) {
          into[i] = next(node, bins.at(rows[i] * binned.features() + feature[node]));
        }
      }
    }
    for (int i = 0; i < count; i++) {
      into[i] = placeOf[into[i]];
    }
  }

  private int next(int node, int bin) {
    boolean goes = lastLeft[node] >= 0 ? bin <= lastLeft[node] : goesLeft[node][bin];
    return goes ? left[node] : left[node] + 1;
  }
}
