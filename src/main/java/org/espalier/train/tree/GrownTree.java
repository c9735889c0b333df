package org.espalier.train.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tree as it was grown, before pruning: its nodes in the order in which they were made, the right
 * child after the left one.
 */
final class GrownTree {

  /** Not looked at: no rows are left to split there, or the depth ends. */
  static final byte UNSEEN = 0;

  /** Looked at, and no split was one. */
  static final byte INVALID = 1;

  /** Looked at, and the best split gained nothing. */
  static final byte USELESS = 2;

  /** Split into two children. */
  static final byte SPLIT = 3;

  /** Bytes of a node but for its statistics: eight arrays of numbers, and a reference. */
  static final int NODE_BYTES = 3 * Double.BYTES + 4 * Integer.BYTES + 2 + Long.BYTES;

  private static final int START = 16;

  private final int sums;
  private int size;
  byte[] state = new byte[START];
  byte[] level = new byte[START];
  int[] feature = new int[START];
  int[] left = new int[START];
  int[] from = new int[START];
  int[] to = new int[START];
  double[] threshold = new double[START];
  boolean[] @Nullable [] goesLeft = new boolean[START][];
  double[] gain = new double[START];
  double[] impurity = new double[START];
  double[] stats;

  /**
   * @param sums numbers of a node's statistics, its number of rows left out
   */
  GrownTree(int sums, int rows) {
    this.sums = sums;
    this.stats = new double[START * (sums + 1)];
    add(0, 0, rows);
  }

  int size() {
    return size;
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

  private void resize(int room) {
    state = Arrays.copyOf(state, room);
    level = Arrays.copyOf(level, room);
    feature = Arrays.copyOf(feature, room);
    left = Arrays.copyOf(left, room);
    from = Arrays.copyOf(from, room);
    to = Arrays.copyOf(to, room);
    threshold = Arrays.copyOf(threshold, room);
    goesLeft = Arrays.copyOf(goesLeft, room);
    gain = Arrays.copyOf(gain, room);
    impurity = Arrays.copyOf(impurity, room);
    stats = Arrays.copyOf(stats, room * (sums + 1));
  }
}
