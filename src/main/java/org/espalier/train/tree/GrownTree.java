package org.espalier.train.tree;

import java.util.Arrays;

/**
 * Tree as it was grown, before pruning. Nodes are in the order of their creation, the right child
 * directly after the left one.
 */
final class GrownTree extends Tree.NodeColumns {

  private static final long serialVersionUID = 1;

  /** Not searched: its rows are pure, or it is at the maximum depth. */
  static final byte UNSEEN = 0;

  /** Searched, without a valid split. */
  static final byte INVALID = 1;

  /** Searched, but the best split has no gain, or the node is at the maximum depth. */
  static final byte USELESS = 2;

  /** Split into two children. */
  static final byte SPLIT = 3;

  byte[] state = new byte[room()];
  byte[] level = new byte[room()];
  int[] left = new int[room()];

  /**
   * Seeds of the nodes' random splits, which depend on the path from the root alone; empty if
   * splits are not drawn.
   */
  long[] seed;

  /**
   * @param sums number of sums of a node, without its number of rows
   * @param hasSeeds true if splits are drawn
   */
  GrownTree(int sums, boolean hasSeeds) {
    super(sums);
    seed = new long[hasSeeds ? room() : 0];
    add(0);
  }

  /** Returns the start index of a node's statistics: its sums, then its number of rows. */
  int stats(int node) {
    return node * (sums + 1);
  }

  /** Adds a node and returns its index. */
  int add(int atLevel) {
    if (size == state.length) {
      resize(size + size / 2);
    }
    level[size] = (byte) atLevel;
    return size++;
  }

  /** Releases unused capacity. */
  void trim() {
    resize(size);
  }

  @Override
  void resize(int room) {
    super.resize(room);
    state = Arrays.copyOf(state, room);
    level = Arrays.copyOf(level, room);
    left = Arrays.copyOf(left, room);
    seed = Arrays.copyOf(seed, seed.length == 0 ? 0 : room);
  }
}
