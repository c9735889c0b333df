package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Way of rows down a tree by numbers of their values: bins, or ranks. Many rows take one level at a
 * time, without a branch that no processor foresees, so that the steps of different rows overlap.
 */
final class Branching implements Serializable {

  private static final long serialVersionUID = 1;

  /** Rows that go down together: their nodes stay in the nearest cache. */
  private static final int TOGETHER = 1 << 12;

  /** Categories whose sides fit one number. */
  private static final int MOST_CATEGORIES = Long.SIZE;

  private static final int[] CONSECUTIVE = IntStream.range(0, TOGETHER).toArray();

  private static final boolean[] NONE = {};

  private final int[] feature;
  private final int[] last; // number up to which values go left
  private final int[] left; // the right one follows it; the node itself where rows stay
  private final transient int[] level;
  private boolean[][] goesLeft = {}; // by category; empty without categories, as those below
  private int[] isCategorical = {}; // all bits, or none
  private long[] rightCategories = {}; // a bit for each
  private int levels = 0; // of the tree, so that every row has come to where it stays
  private boolean hasCategories = false;
  private boolean hasManyCategories = false;

  /** A tree of nodes in which all rows stay, until they are split. */
  Branching(int size) {
    this.feature = new int[size];
    this.last = new int[size];
    this.left = new int[size];
    this.level = new int[size];
    Arrays.setAll(left, i -> i);
    Arrays.fill(last, Integer.MAX_VALUE);
  }

  /** Nodes of a tree, parents first, in an order in which siblings follow each other. */
  static int[] order(Tree tree) {
    int[] order = new int[tree.size()];
    int size = 1;
    for (int at = 0; at < order.length; at++) {
      if (!tree.isLeaf(order[at])) {
        order[size++] = tree.left(order[at]);
        order[size++] = tree.right(order[at]);
      }
    }
    return order;
  }

  /**
   * Splits a node by numbers; parents are split before their children.
   *
   * @param upTo the largest one that goes left; -1 if none does
   * @param leftChild which the right one follows
   */
  void split(int node, int column, int upTo, int leftChild) {
    left[node] = leftChild;
    level[leftChild] = level[node] + 1;
    level[leftChild + 1] = level[leftChild];
    levels = Math.max(levels, level[leftChild]);
    feature[node] = column;
    last[node] = upTo;
  }

  /**
   * Splits a node by categories.
   *
   * @param goes true for those that go left; not to be changed
   */
  void split(int node, int column, boolean[] goes, int leftChild) {
    split(node, column, Integer.MAX_VALUE, leftChild);
    if (!hasCategories) {
      hasCategories = true;
      goesLeft = new boolean[left.length][];
      isCategorical = new int[left.length];
      rightCategories = new long[left.length];
      Arrays.fill(goesLeft, NONE);
    }
    hasManyCategories |= goes.length > MOST_CATEGORIES;
    goesLeft[node] = goes;
    isCategorical[node] = -1;
    for (int category = 0; category < Math.min(goes.length, MOST_CATEGORIES); category++) {
      rightCategories[node] |= goes[category] ? 0 : 1L << category;
    }
  }

  /**
   * Moves rows down to where they stay.
   *
   * @param numbers of each row side by side
   * @param width of a row among the numbers
   * @param rows places of the rows among the numbers
   * @param nodes where the rows are, then where they stay
   */
  void move(Codes numbers, int width, int[] rows, int count, int[] nodes) {
    for (int from = 0; from < count; from += TOGETHER) {
      int to = Math.min(count, from + TOGETHER);
      for (int level = 0; level < levels; level++) {
        step(numbers, width, 0, rows, from, to, nodes, from);
      }
    }
  }

  /**
   * Moves consecutive rows down to where they stay.
   *
   * @param count number of the rows, the first ones of the numbers
   * @param first place of the first row's node
   */
  void move(Codes numbers, int width, int count, int[] nodes, int first) {
    for (int from = 0; from < count; from += TOGETHER) {
      int together = Math.min(count - from, TOGETHER);
      for (int level = 0; level < levels; level++) {
        step(numbers, width, from * width, CONSECUTIVE, 0, together, nodes, first + from);
      }
    }
  }

  /** Moves rows by a level. */
  private void step(
      Codes numbers,
      int width,
      int start,
      int[] rows,
      int from,
      int to,
      int[] nodes,
      int firstNode) {
    if (hasManyCategories) {
      stepByEach(numbers, width, start, rows, from, to, nodes, firstNode);
    } else if (hasCategories) {
      stepByBits(numbers, width, start, rows, from, to, nodes, firstNode);
    } else if (numbers instanceof Codes.Bytes bytes) {
      stepByBytes(bytes.codes(), width, start, rows, from, to, nodes, firstNode);
    } else {
      stepByNumbers(numbers, width, start, rows, from, to, nodes, firstNode);
    }
  }

  private void stepByBytes(
      byte[] numbers,
      int width,
      int start,
      int[] rows,
      int from,
      int to,
      int[] nodes,
      int firstNode) {
    for (int i = from, at = firstNode; i < to; i++, at++) {
      int node = nodes[at];
      int number = numbers[start + rows[i] * width + feature[node]] & 0xFF;
      nodes[at] = left[node] + ((last[node] - number) >>> 31);
    }
  }

  private void stepByNumbers(
      Codes numbers,
      int width,
      int start,
      int[] rows,
      int from,
      int to,
      int[] nodes,
      int firstNode) {
    for (int i = from, at = firstNode; i < to; i++, at++) {
      int node = nodes[at];
      int number = numbers.at(start + rows[i] * width + feature[node]);
      nodes[at] = left[node] + ((last[node] - number) >>> 31);
    }
  }

  private void stepByBits(
      Codes numbers,
      int width,
      int start,
      int[] rows,
      int from,
      int to,
      int[] nodes,
      int firstNode) {
    for (int i = from, at = firstNode; i < to; i++, at++) {
      int node = nodes[at];
      int number = numbers.at(start + rows[i] * width + feature[node]);
      int above = (last[node] - number) >>> 31;
      int bit = (int) (rightCategories[node] >>> number) & isCategorical[node] & 1;
      nodes[at] = left[node] + (above | bit);
    }
  }

  private void stepByEach(
      Codes numbers,
      int width,
      int start,
      int[] rows,
      int from,
      int to,
      int[] nodes,
      int firstNode) {
    for (int i = from, at = firstNode; i < to; i++, at++) {
      int node = nodes[at];
      int number = numbers.at(start + rows[i] * width + feature[node]);
      boolean isLeft = isCategorical[node] == 0 ? number <= last[node] : goesLeft[node][number];
      nodes[at] = left[node] + (isLeft ? 0 : 1);
    }
  }
}
