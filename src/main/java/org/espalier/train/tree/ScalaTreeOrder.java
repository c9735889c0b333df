package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Order in which MLlib walks the trees of a group of nodes, and its comparison of gains. Both
 * depend on the Scala version that Spark was built with.
 *
 * <p>MLlib collects a group's nodes by tree in a mutable hash map, makes an immutable map of it and
 * iterates over that. With up to four trees the immutable map keeps the order of the mutable one.
 * With more trees it is a trie of five bits of the hash per level.
 */
public enum ScalaTreeOrder {

  /** Scala 2.12, the default build of Spark 3.5. */
  SCALA_2_12 {
    @Override
    int[] few(int[] trees) {
      return IntStream.range(0, trees.length)
          .boxed()
          .sorted(
              Comparator.comparingInt((Integer at) -> bucket(trees[at]))
                  .thenComparingInt(Integer::intValue)
                  .reversed())
          .mapToInt(at -> trees[at])
          .toArray();
    }

    @Override
    boolean leavesFirst() {
      return false;
    }

    @Override
    boolean above(double gain, double best) {
      return gain > best;
    }

    /** Returns the bucket among sixteen. Buckets are iterated from the last to the first. */
    private static int bucket(int tree) {
      int swapped = Integer.reverseBytes(tree * 0x9e3775cd) * 0x9e3775cd;
      return Integer.rotateRight(swapped, 4) >>> 28;
    }
  },

  /** Scala 2.13, of Spark 4 and of one build of Spark 3.5. */
  SCALA_2_13 {
    @Override
    int[] few(int[] trees) {
      return IntStream.of(trees)
          .boxed()
          .sorted(
              Comparator.comparingInt((Integer tree) -> (tree ^ (tree >>> 16)) & 15)
                  .thenComparingInt(tree -> tree ^ (tree >>> 16)))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    @Override
    boolean leavesFirst() {
      return true;
    }

    @Override
    boolean above(double gain, double best) {
      return Double.compare(gain, best) > 0;
    }
  };

  /** Maximum size of an immutable Scala map that is not a trie. */
  private static final int FEW = 4;

  private static final int BITS = 5;

  /**
   * Returns the trees of a group in the order in which their nodes are taken.
   *
   * @param trees distinct trees, in the order in which the group's nodes first name them
   */
  public int[] walk(int[] trees) {
    if (trees.length <= FEW) {
      return few(trees);
    }
    int[] walked = new int[trees.length];
    trie(trees, 0, walked, 0);
    return walked;
  }

  /** Returns the order of up to four trees. */
  abstract int[] few(int[] trees);

  /** Returns true if a level of the trie lists its own keys before the levels below. */
  abstract boolean leavesFirst();

  /** Returns true if a gain replaces the best so far. The Scala versions treat NaN differently. */
  abstract boolean above(double gain, double best);

  /** Scala's {@code Hashing.improve}, which spreads the keys of immutable maps. */
  private static int hash(int tree) {
    int h = tree + ~(tree << 9);
    h ^= h >>> 14;
    h += h << 4;
    return h ^ (h >>> 10);
  }

  private int trie(int[] trees, int shift, int[] walked, int from) {
    int[][] slots = new int[1 << BITS][];
    for (int tree : trees) {
      int slot = hash(tree) >>> shift & ((1 << BITS) - 1);
      int[] there = slots[slot];
      int[] more = there == null ? new int[1] : Arrays.copyOf(there, there.length + 1);
      more[more.length - 1] = tree;
      slots[slot] = more;
    }
    int to = from;
    if (leavesFirst()) {
      for (int[] slot : slots) {
        if (slot != null && slot.length == 1) {
          walked[to++] = slot[0];
        }
      }
    }
    for (int[] slot : slots) {
      if (slot != null && slot.length > 1) {
        to = trie(slot, shift + BITS, walked, to);
      } else if (slot != null && !leavesFirst()) {
        walked[to++] = slot[0];
      }
    }
    return to;
  }
}
