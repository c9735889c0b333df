package org.espalier.train.tree;

import java.util.Arrays;

/**
 * Tree as it was grown, before pruning: its nodes in the order in which they were made, the right
 * child after the left one.
 */
final class GrownTree extends NodeColumns {

  /** Not looked at: no rows are left to split there, or the depth ends. */
  static final byte UNSEEN = 0;

  /** Looked at, and no split was one. */
  static final byte INVALID = 1;

  /** Looked at, and the best split gained nothing. */
  static final byte USELESS = 2;

  /** Split into two children. */
  static final byte SPLIT = 3;

  byte[] state = new byte[room()];
  byte[] level = new byte[room()];
  int[] left = new int[room()];
  int[] from = new int[room()];
  int[] to = new int[room()];

  /**
   * @param sums numbers of a node's statistics, its number of rows left out
   */
  GrownTree(int sums, int rows) {
    super(sums);
    add(0, 0, rows);
  }

  /** Where a node's statistics begin: its sums, then its number of rows. */
  int stats(int node) {
    return node * (sums + 1);
  }

  /** Adds a node over a range of rows. */
  int add(int atLevel, int first, int last) {
    if (size == state.length) {
      resize(size + size / 2);
    }
    level[size] = (byte) atLevel;
    from[size] = first;
    to[size] = last;
    return size++;
  }

  /** Keeps no more room than the nodes need. */
  void trim() {
    resize(size);
    from = new int[0];
    to = new int[0];
  }

  @Override
  void resize(int room) {
    super.resize(room);
    state = Arrays.copyOf(state, room);
    level = Arrays.copyOf(level, room);
    left = Arrays.copyOf(left, room);
    from = Arrays.copyOf(from, room);
    to = Arrays.copyOf(to, room);
  }
}
