package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Splits of a tree in arrays, for moving many rows down together. Values are small numbers: bins or
 * ranks. All rows of a batch move one level at a time, without conditional branches, which the
 * processor would mispredict; the steps of different rows then overlap.
 */
final class Branching implements Serializable {

  private static final long serialVersionUID = 1;

  /** Rows that move together, few enough that their nodes stay in the L1 cache. */
  private static final int TOGETHER = 1 << 12;

  /** Maximum number of categories whose sides fit into one long. */
  private static final int MOST_CATEGORIES = Long.SIZE;

  private static final int[] CONSECUTIVE = IntStream.range(0, TOGETHER).toArray();

  private static final boolean[] NONE = {};

  private final int[] feature;
  private final int[] last; // largest number that goes left
  private final int[] left; // the right child follows; a leaf points to itself
  private final transient int[] level;
  private boolean[][] goesLeft = {}; // by category; empty without categories, as the next two
  private int[] isCategorical = {}; // all bits set, or none
  private long[] rightCategories = {}; // a bit per category
  private int levels = 0; // of the tree: after so many steps each row is in its leaf
  private boolean hasCategories = false;
  private boolean hasManyCategories = false;

  /** Creates nodes that are all leaves until they are split. */
  Branching(int size) {
    this.feature = new int[size];
    this.last = new int[size];
    this.left = new int[size];
    this.level = new int[size];
    Arrays.setAll(left, i -> i);
    Arrays.fill(last, Integer.MAX_VALUE);
  }

  /**
   * Returns the nodes of a tree in an order in which parents come first and siblings are adjacent.
   */
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
   * Splits a node by numbers. A parent must be split before its children.
   *
   * @param upTo largest number that goes left; -1 if none does
   * @param leftChild index of the left child; the right child follows it
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
   * @param goes true for the categories that go left; must not be changed
   * @param leftChild index of the left child; the right child follows it
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
   * Moves rows down to their leaves.
   *
   * @param numbers bins or ranks, row by row
   * @param width number of columns of a row in {@code numbers}
   * @param rows indices of the rows in {@code numbers}
   * @param count number of rows to move
   * @param nodes start node of each row; replaced by its leaf
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
   * Moves consecutive rows down to their leaves.
   *
   * @param count number of rows, starting with the first row of {@code numbers}
   * @param first index of the first row in {@code nodes}
   */
  void move(Codes numbers, int width, int count, int[] nodes, int first) {
    for (int from = 0; from < count; from += TOGETHER) {
      int together = Math.min(count - from, TOGETHER);
      for (int level = 0; level < levels; level++) {
        step(numbers, width, from * width, CONSECUTIVE, 0, together, nodes, first + from);
      }
    }
  }

  /** Moves rows down by one level. */
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
