package org.espalier.train.tree;

import java.util.Arrays;

/**
 * Tree as it was grown, before pruning: its nodes in the order in which they were made, the right
 * child after the left one.
 */
final class GrownTree extends Tree.NodeColumns {

  private static final long serialVersionUID = 1;

  /** Not searched: its rows are pure, or it is at the maximum depth. */
  static final byte UNSEEN = 0;

  /** Searched, without a valid split. */
  static final byte INVALID = 1;

  /** Searched, and the best split gains nothing or is at the maximum depth. */
  static final byte USELESS = 2;

  /** Split into two children. */
  static final byte SPLIT = 3;

  byte[] state = new byte[room()];
  byte[] level = new byte[room()];
  int[] left = new int[room()];
  int[] from = new int[room()];
  int[] to = new int[room()];

  /**
   * @param sums length of a node's statistics without its number of rows
   */
  GrownTree(int sums, int rows) {
    super(sums);
    add(0, 0, rows);
  }

  /** Index of a node's statistics: its sums, then its number of rows. */
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

  /** Frees the capacity that the nodes do not use. */
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
