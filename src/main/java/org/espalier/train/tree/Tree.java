package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tree of a model, with all fields of an MLlib node. Nodes are numbered depth first from the root,
 * 0. A left child directly follows its parent.
 */
public final class Tree implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int LEAF = -1;

  private final Nodes nodes;

  private Tree(Nodes nodes) {
    nodes.resize(nodes.size);
    this.nodes = nodes;
  }

  public int size() {
    return nodes.size;
  }

  public boolean isLeaf(int node) {
    return nodes.feature[node] == LEAF;
  }

  /** Returns the column of a node's split. */
  public int feature(int node) {
    return nodes.feature[node];
  }

  public int left(int node) {
    return node + 1;
  }

  public int right(int node) {
    return nodes.right[node];
  }

  /** Returns true if a node is split by categories. */
  public boolean isCategorical(int node) {
    return nodes.goesLeft[node] != null;
  }

  /** Returns the largest value that goes left, in a split that is not by categories. */
  public double threshold(int node) {
    return nodes.threshold[node];
  }

  /**
   * Returns which categories of the column go left; as long as the number of categories.
   *
   * @throws IllegalArgumentException if the node is not split by categories
   */
  public boolean[] goesLeft(int node) {
    return categories(node).clone();
  }

  /** Returns the predicted class, or the mean label in regression. */
  public double prediction(int node) {
    return nodes.prediction[node];
  }

  /** Returns the impurity of the node's rows; -1 for a leaf without a valid split. */
  public double impurity(int node) {
    return nodes.impurity[node];
  }

  public double gain(int node) {
    return nodes.gain[node];
  }

  /**
   * Returns the sums over the node's rows: in classification the weights by class, in regression
   * the weight, weighted labels and weighted squared labels.
   */
  public double[] stats(int node) {
    int from = node * (nodes.sums + 1);
    return Arrays.copyOfRange(nodes.stats, from, from + nodes.sums);
  }

  /** Returns the number of rows, each counted as often as it is in the bag. */
  public long rawCount(int node) {
    return (long) nodes.stats[node * (nodes.sums + 1) + nodes.sums];
  }

  double stat(int node, int at) {
    return nodes.stats[node * (nodes.sums + 1) + at];
  }

  /**
   * Returns which of the values 0, 1, … go left in a split by categories. The array must not be
   * changed.
   *
   * @param count minimum number of values
   */
  boolean[] goesLeft(int node, int count) {
    boolean[] goes = categories(node);
    return count <= goes.length
        ? goes
        : goesLeft(node, IntStream.range(0, count).asDoubleStream().toArray());
  }

  /** Returns which of the given values go left in a split by categories. */
  boolean[] goesLeft(int node, double[] values) {
    boolean[] goes = categories(node);
    boolean[] of = new boolean[values.length];
    for (int rank = 0; rank < of.length; rank++) {
      of[rank] = goesLeft(goes, values[rank]);
    }
    return of;
  }

  private boolean[] categories(int node) {
    boolean[] goes = nodes.goesLeft[node];
    if (goes == null) {
      throw new IllegalArgumentException("node " + node + " is not split by categories");
    }
    return goes;
  }

  private static boolean goesLeft(boolean[] goes, double value) {
    if (value >= 0 && value < goes.length && value == (int) value) {
      return goes[(int) value];
    }
    // MLlib stores the smaller side and sends every value that is not in it to the other side.
    int left = 0;
    for (boolean is : goes) {
      left += is ? 1 : 0;
    }
    return left > goes.length / 2;
  }

  /** Nodes of a model's tree under construction. */
  static final class Nodes extends NodeColumns {

    private static final long serialVersionUID = 1;

    private int[] right = new int[room()];
    private double[] prediction = new double[room()];

    Nodes(int sums) {
      super(sums);
    }

    double prediction(int node) {
      return prediction[node];
    }

    /** Adds a leaf and returns its index. */
    int add(double predicted, double impurityOfNode, double[] from, int at) {
      if (size == room()) {
        resize(2 * size);
      }
      feature[size] = LEAF;
      goesLeft[size] = null;
      prediction[size] = predicted;
      impurity[size] = impurityOfNode;
      System.arraycopy(from, at, stats, size * (sums + 1), sums + 1);
      return size++;
    }

    /** Makes a node a leaf again and drops the nodes after it. */
    void cut(int node, double predicted, double impurityOfNode) {
      feature[node] = LEAF;
      prediction[node] = predicted;
      impurity[node] = impurityOfNode;
      size = node + 1;
    }

    void split(int node, int rightChild, GrownTree grown, int of) {
      feature[node] = grown.feature[of];
      right[node] = rightChild;
      threshold[node] = grown.threshold[of];
      goesLeft[node] = grown.goesLeft[of];
      gain[node] = grown.gain[of];
      impurity[node] = grown.impurity[of];
    }

    Tree tree() {
      return new Tree(this);
    }

    @Override
    void resize(int room) {
      super.resize(room);
      right = Arrays.copyOf(right, room);
      prediction = Arrays.copyOf(prediction, room);
    }
  }

  /** Node data in arrays by node, common to a growing tree and a model's tree. */
  abstract static class NodeColumns implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int START = 16;

    /** Number of sums of a node, without its number of rows. */
    final int sums;

    int size = 0;
    int[] feature = new int[START];
    double[] threshold = new double[START];
    boolean[] @Nullable [] goesLeft = new boolean[START][];
    double[] gain = new double[START];
    double[] impurity = new double[START];
    double[] stats;

    NodeColumns(int sums) {
      this.sums = sums;
      this.stats = new double[START * (sums + 1)];
    }

    final int size() {
      return size;
    }

    /** Returns the number of nodes that there is capacity for. */
    final int room() {
      return feature.length;
    }

    /** Sets the capacity to exactly this many nodes. */
    void resize(int room) {
      feature = Arrays.copyOf(feature, room);
      threshold = Arrays.copyOf(threshold, room);
      goesLeft = Arrays.copyOf(goesLeft, room);
      gain = Arrays.copyOf(gain, room);
      impurity = Arrays.copyOf(impurity, room);
      stats = Arrays.copyOf(stats, room * (sums + 1));
    }
  }
}
