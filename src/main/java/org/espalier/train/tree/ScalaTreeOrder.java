package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Order in which MLlib walks the trees of a group of nodes, and how it compares gains, by the Scala
 * line that Spark was built with.
 *
 * <p>MLlib collects a group's nodes in a mutable hash map by tree, makes an immutable map of it and
 * walks that. Up to four trees the immutable map keeps the mutable one's order; above, it is a trie
 * by five bits of the hash a level.
 */
public enum ScalaTreeOrder {

  /** Scala 2.12, of Spark 3.5 as it is downloaded. */
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

    /** Bucket among sixteen, which are iterated from the last to the first. */
    private static int bucket(int tree) {
      int swapped = Integer.reverseBytes(tree * 0x9e3775cd) * 0x9e3775cd;
      return Integer.rotateRight(swapped, 4) >>> 28;
    }
  },

  /** Scala 2.13, of Spark 4 and one build of 3.5. */
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

  /** Maximum size of an immutable map of Scala that is not a trie. */
  private static final int FEW = 4;

  private static final int BITS = 5;

  /**
   * Trees of a group in the order in which their nodes are taken.
   *
   * @param trees distinct, in the order in which the group's nodes named them first
   */
  public int[] walk(int[] trees) {
    if (trees.length <= FEW) {
      return few(trees);
    }
    int[] walked = new int[trees.length];
    trie(trees, 0, walked, 0);
    return walked;
  }

  /** Order of up to four trees. */
  abstract int[] few(int[] trees);

  /** True if a level of the trie lists its own keys before the levels below. */
  abstract boolean leavesFirst();

  /** True if a gain replaces the best so far; NaN differs between the lines. */
  abstract boolean above(double gain, double best);

  /** Scala's {@code Hashing.improve}, by which its immutable maps spread keys. */
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
