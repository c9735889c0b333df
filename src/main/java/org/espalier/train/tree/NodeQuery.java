package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Query for the best splits of some nodes of a growing forest. It contains everything needed to
 * find the rows of each node and to search its splits.
 */
public final class NodeQuery implements Serializable {

  private static final long serialVersionUID = 1;

  private final int fold;
  private final @Nullable BoostedSteps steps;
  private final int classes;
  private final TreeParams params;
  private final NodeDescent[] descents;
  private final boolean[] isRoot;
  private final double[] impurity;
  private final long[] seeds; // by node; empty if splits are not drawn
  private final int perNode;
  private final int[] columns; // by node; empty if each considers all columns
  private final int[] cells; // number of bins of a node in all of its columns

  /**
   * Creates a query for the nodes of a group from index {@code from} to {@code to} exclusive.
   *
   * @param fold fold whose rows are left out; negative for all rows
   * @param steps boosting steps that label the rows; null if the rows have their own labels
   */
  NodeQuery(int fold, Growth growth, int from, int to, @Nullable BoostedSteps steps) {
    NodeGroup group = growth.nodes();
    int size = to - from;
    this.fold = fold;
    this.steps = steps;
    this.classes = growth.bins().classes();
    this.params = growth.params();
    this.isRoot = new boolean[size];
    this.impurity = new double[size];
    this.seeds = new long[params.splitter() == TreeParams.Splitter.RANDOM ? size : 0];
    this.perNode = growth.columns(from).length;
    this.columns = new int[growth.hasAllColumns() ? 0 : size * perNode];
    this.cells = new int[size];
    int[][] places = places(group, from, to, params.numTrees());
    for (int at = 0; at < size; at++) {
      int tree = group.tree(from + at);
      int node = group.node(from + at);
      isRoot[at] = node == 0;
      impurity[at] = growth.tree(tree).impurity[node];
      int[] drawn = growth.columns(from + at);
      for (int column : drawn) {
        cells[at] += growth.bins().cells(column);
      }
      if (!growth.hasAllColumns()) {
        System.arraycopy(drawn, 0, columns, at * perNode, perNode);
      }
    }
    Arrays.setAll(seeds, at -> growth.seed(from + at));
    this.descents = descents(growth, from, places);
  }

  /** Returns the indices in the query of the nodes of each tree. */
  private static int[][] places(NodeGroup group, int from, int to, int trees) {
    int[] counts = new int[trees];
    for (int at = from; at < to; at++) {
      counts[group.tree(at)]++;
    }
    int[][] places = new int[trees][];
    Arrays.setAll(places, tree -> new int[counts[tree]]);
    for (int at = to - 1; at >= from; at--) {
      places[group.tree(at)][--counts[group.tree(at)]] = at - from;
    }
    return places;
  }

  private static NodeDescent[] descents(Growth growth, int from, int[][] places) {
    NodeDescent[] all = new NodeDescent[places.length];
    int count = 0;
    for (int tree = 0; tree < places.length; tree++) {
      if (places[tree].length > 0) {
        int[] nodes =
            Arrays.stream(places[tree]).map(at -> growth.nodes().node(from + at)).toArray();
        all[count++] = new NodeDescent(tree, growth.tree(tree), growth.bins(), nodes, places[tree]);
      }
    }
    return Arrays.copyOf(all, count);
  }

  public int size() {
    return cells.length;
  }

  int fold() {
    return fold;
  }

  int classes() {
    return classes;
  }

  TreeParams params() {
    return params;
  }

  /** Returns the boosting steps that label the rows; null if the rows have their own labels. */
  @Nullable BoostedSteps steps() {
    return steps;
  }

  BagDraw bags() {
    return new BagDraw(fold, params.seed(), params.numTrees(), params.bags());
  }

  /** Returns the descents of the trees that have nodes in the query. */
  NodeDescent[] descents() {
    return descents;
  }

  boolean isRoot(int at) {
    return isRoot[at];
  }

  double impurity(int at) {
    return impurity[at];
  }

  /** Returns the seed of a node's random splits; 0 if splits are not drawn. */
  long seed(int at) {
    return seeds.length == 0 ? 0 : seeds[at];
  }

  /** Returns the number of bins of a node in all of its columns. */
  int cells(int at) {
    return cells[at];
  }

  /** Returns the number of columns of a node. */
  int perNode() {
    return perNode;
  }

  /** Returns a column of a node, in the order in which they are searched. */
  int column(int at, int place) {
    return columns.length == 0 ? place : columns[at * perNode + place];
  }
}
