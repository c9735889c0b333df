package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.espalier.train.tree.Tree;

/**
 * Regression tree on the unit cube, as the boxes of its leaves, over which means and variances are
 * exact sums.
 *
 * <p>The cuts of a column divide [0, 1] into intervals; a choice of k values has k of length 1/k. A
 * leaf is bounded only in the columns on its path. In any other column it adds the same to all
 * intervals, which does not change a variance, so sums run over the bounded columns only.
 */
final class BoxedTree {

  /**
   * Bound of a leaf.
   *
   * @param covered the column's intervals in the leaf
   * @param length sum of their lengths
   */
  private record Side(int column, BitSet covered, double length) {}

  /**
   * Leaf.
   *
   * @param value difference from the mean of the tree, once that is known
   */
  private record Box(List<Side> sides, double value) {

    double volume() {
      double volume = 1;
      for (Side side : sides) {
        volume *= side.length();
      }
      return volume;
    }
  }

  private final double[][] cuts; // by column, from 0 to 1
  private final double[][] lengths; // by column, of the intervals between its cuts
  private final List<Box> boxes;
  private final double variance;

  /**
   * Boxes of a tree.
   *
   * @param categories by column, number of the values of a choice; 0 for positions in [0, 1]
   */
  BoxedTree(Tree tree, int[] categories) {
    this.cuts = new double[categories.length][];
    this.lengths = new double[categories.length][];
    for (int column = 0; column < categories.length; column++) {
      cuts[column] = cuts(tree, column, categories[column]);
      lengths[column] = new double[cuts[column].length - 1];
      for (int interval = 0; interval < lengths[column].length; interval++) {
        lengths[column][interval] = cuts[column][interval + 1] - cuts[column][interval];
      }
    }
    List<Box> leaves = new ArrayList<>();
    add(tree, 0, List.of(), leaves);
    double mean = leaves.stream().mapToDouble(leaf -> leaf.volume() * leaf.value()).sum();
    this.boxes =
        leaves.stream()
            .filter(leaf -> leaf.volume() > 0)
            .map(leaf -> new Box(leaf.sides(), leaf.value() - mean))
            .toList();
    this.variance =
        boxes.stream().mapToDouble(box -> box.volume() * box.value() * box.value()).sum();
  }

  private static double[] cuts(Tree tree, int column, int categories) {
    if (categories > 0) {
      return IntStream.rangeClosed(0, categories)
          .mapToDouble(edge -> (double) edge / categories)
          .toArray();
    }
    double[] inner =
        IntStream.range(0, tree.size())
            .filter(node -> !tree.isLeaf(node) && tree.feature(node) == column)
            .mapToDouble(tree::threshold)
            .filter(cut -> cut > 0 && cut < 1)
            .sorted()
            .distinct()
            .toArray();
    double[] cuts = new double[inner.length + 2];
    System.arraycopy(inner, 0, cuts, 1, inner.length);
    cuts[cuts.length - 1] = 1;
    return cuts;
  }

  private void add(Tree tree, int node, List<Side> sides, List<Box> leaves) {
    if (tree.isLeaf(node)) {
      leaves.add(new Box(sides, tree.prediction(node)));
      return;
    }
    int column = tree.feature(node);
    BitSet left = goesLeft(tree, node);
    BitSet right = (BitSet) left.clone();
    right.flip(0, lengths[column].length);
    add(tree, tree.left(node), within(sides, column, left), leaves);
    add(tree, tree.right(node), within(sides, column, right), leaves);
  }

  private BitSet goesLeft(Tree tree, int node) {
    double[] edges = cuts[tree.feature(node)];
    boolean[] categories = tree.isCategorical(node) ? tree.goesLeft(node) : new boolean[0];
    BitSet left = new BitSet();
    for (int interval = 0; interval < edges.length - 1; interval++) {
      boolean below = edges[interval] < tree.threshold(node);
      left.set(interval, tree.isCategorical(node) ? categories[interval] : below);
    }
    return left;
  }

  /** The sides with one column bounded further. */
  private List<Side> within(List<Side> sides, int column, BitSet bound) {
    List<Side> within = new ArrayList<>();
    for (Side side : sides) {
      if (side.column() == column) {
        bound.and(side.covered());
      } else {
        within.add(side);
      }
    }
    double length = bound.stream().mapToDouble(interval -> lengths[column][interval]).sum();
    within.add(new Side(column, bound, length));
    return within;
  }

  /** Variance of the tree's value over the cube. */
  double variance() {
    return variance;
  }

  /** Variances of the marginal means, by column. */
  double[] mains() {
    double[][] means = new double[lengths.length][];
    Arrays.setAll(means, column -> new double[lengths[column].length]);
    for (Box box : boxes) {
      double weight = box.volume() * box.value();
      for (Side side : box.sides()) {
        add(means[side.column()], side, weight / side.length());
      }
    }
    double[] variances = new double[means.length];
    Arrays.setAll(variances, column -> variance(means[column], lengths[column]));
    return variances;
  }

  private static void add(double[] means, Side side, double added) {
    BitSet covered = side.covered();
    for (int at = covered.nextSetBit(0); at >= 0; at = covered.nextSetBit(at + 1)) {
      means[at] += added;
    }
  }

  private static double variance(double[] values, double[] shares) {
    double mean = 0;
    for (int i = 0; i < values.length; i++) {
      mean += shares[i] * values[i];
    }
    double variance = 0;
    for (int i = 0; i < values.length; i++) {
      variance += shares[i] * (values[i] - mean) * (values[i] - mean);
    }
    return variance;
  }

  /**
   * Variances of the marginal means of two columns, beyond those of each: by the first column, then
   * by the later one; 0 elsewhere.
   */
  double[][] pairs() {
    SortedMap<Integer, double[][]> means = new TreeMap<>();
    for (Box box : boxes) {
      double weight = box.volume() * box.value();
      for (Side one : box.sides()) {
        for (Side other : box.sides()) {
          if (one.column() < other.column()) {
            double[][] table =
                means.computeIfAbsent(
                    one.column() * lengths.length + other.column(),
                    pair ->
                        new double[lengths[one.column()].length][lengths[other.column()].length]);
            add(table, one, other, weight / (one.length() * other.length()));
          }
        }
      }
    }
    double[][] variances = new double[lengths.length][lengths.length];
    means.forEach(
        (pair, table) -> {
          int one = pair / lengths.length;
          int other = pair % lengths.length;
          variances[one][other] = interaction(table, lengths[one], lengths[other]);
        });
    return variances;
  }

  private static void add(double[][] means, Side one, Side other, double added) {
    BitSet covered = one.covered();
    for (int at = covered.nextSetBit(0); at >= 0; at = covered.nextSetBit(at + 1)) {
      add(means[at], other, added);
    }
  }

  private static double interaction(double[][] means, double[] rows, double[] columns) {
    double[] ofRow = new double[rows.length];
    double[] ofColumn = new double[columns.length];
    double all = 0;
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        ofRow[row] += columns[column] * means[row][column];
        ofColumn[column] += rows[row] * means[row][column];
      }
      all += rows[row] * ofRow[row];
    }
    double variance = 0;
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns.length; column++) {
        double effect = means[row][column] - ofRow[row] - ofColumn[column] + all;
        variance += rows[row] * columns[column] * effect * effect;
      }
    }
    return variance;
  }
}
