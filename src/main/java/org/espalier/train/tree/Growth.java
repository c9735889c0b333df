package org.espalier.train.tree;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.train.Stop;
import org.espalier.train.XorShift;

/**
 * Growing of a forest's trees: nodes are taken from a stack in groups that fit the memory limit,
 * columns are drawn when a node is looked at, and children are pushed tree by tree, all in MLlib's
 * order. Trees that draw no columns are grown one after the other, since nothing joins them.
 */
final class Growth {

  /** Impurity below which children are leaves; Spark's {@code Utils.EPSILON}. */
  private static final double PURE = 0x1.0p-52;

  private final Binning binning;
  private final TreeParams params;
  private final TreeOrder order;
  private final Bag bag;
  private final Stop stop;
  private final int features;
  private final int perNode;
  private final int[] drawn;
  private final NodeGroup group;
  private final int sums;
  private final Random seeds;
  private final GrownTree[] trees;
  private final int[][] rows;
  private final int[] buffer;
  private final SplitSearch search;
  private final Histogram histogram;
  private int[] stack = new int[64];
  private int top;

  /** Largest depth up to which a shallower forest would have grown the same way. */
  private int containedDepth;

  Growth(Binning binning, TreeParams params, TreeOrder order, Bag bag, Stop stop) {
    this.binning = binning;
    this.params = params;
    this.order = order;
    this.bag = bag;
    this.stop = stop;
    this.features = binning.rows().features();
    this.perNode = params.featuresPerNode(features);
    this.drawn = IntStream.range(0, perNode).toArray();
    this.group = new NodeGroup(perNode == features ? 0 : perNode);
    this.seeds = new Random(params.seed());
    this.trees = new GrownTree[params.numTrees()];
    this.rows = new int[params.numTrees()][];
    this.histogram = new Histogram(binning, bag, binning.rows().size());
    this.sums = histogram.sums();
    this.search = new SplitSearch(binning, params, order, histogram);
    this.buffer = new int[binning.rows().size()];
    this.containedDepth = params.limits().maxDepth();
  }

  /**
   * Bytes of a row beside its place in each tree that is grown: its place while nodes are parted.
   */
  static int bytesOfRow() {
    return Integer.BYTES;
  }

  GrownForest run() throws InterruptedException {
    if (perNode == features) {
      for (int tree = 0; tree < trees.length; tree++) {
        grow(tree, tree + 1);
      }
    } else {
      grow(0, trees.length);
    }
    return new GrownForest(binning.rows(), params, trees, perNode == features, containedDepth);
  }

  private void grow(int first, int last) throws InterruptedException {
    for (int tree = first; tree < last; tree++) {
      rows[tree] = bag.rows(tree, stop);
      trees[tree] = new GrownTree(sums, rows[tree].length);
      push(tree, 0);
    }
    while (top > 0) {
      group();
      split();
    }
    for (int tree = first; tree < last; tree++) {
      trees[tree].trim();
      rows[tree] = new int[0];
    }
  }

  private void push(int tree, int node) {
    if (top + 2 > stack.length) {
      stack = Arrays.copyOf(stack, 2 * stack.length);
    }
    stack[top++] = tree;
    stack[top++] = node;
  }

  /** Takes nodes from the top of the stack that fit the memory limit together; at least one. */
  private void group() throws InterruptedException {
    long limit = params.maxMemoryInMB() * 1024L * 1024L;
    long used = 0;
    int least = params.limits().maxDepth();
    group.clear();
    while (top > 0) {
      stop.check();
      int tree = stack[top - 2];
      int node = stack[top - 1];
      draw();
      long bytes = bytes();
      least = Math.min(least, trees[tree].level[node]);
      if (used > 0 && used + bytes > limit) {
        containedDepth = Math.min(containedDepth, least);
        return;
      }
      top -= 2;
      used += bytes;
      group.add(tree, node, drawn);
    }
  }

  /** Draws a node's columns, as Spark's {@code SamplingUtils.reservoirSampleAndCount}. */
  private void draw() {
    if (perNode == features) {
      return;
    }
    for (int feature = 0; feature < perNode; feature++) {
      drawn[feature] = feature;
    }
    XorShift random = new XorShift(seeds.nextLong());
    for (int feature = perNode; feature < features; feature++) {
      long at = (long) (random.nextDouble() * (feature + 1L));
      if (at < perNode) {
        drawn[(int) at] = feature;
      }
    }
  }

  private long bytes() {
    long bins = 0;
    for (int column : drawn) {
      bins += binning.bins(column);
    }
    return bins * sums * Double.BYTES;
  }

  private void split() throws InterruptedException {
    for (int at : group.walked(order, trees.length)) {
      stop.check();
      group.columns(at, drawn);
      split(group.tree(at), group.node(at));
    }
  }

  private void split(int treeIndex, int node) throws InterruptedException {
    GrownTree tree = trees[treeIndex];
    histogram.open(treeIndex, rows[treeIndex], tree.from[node], tree.to[node], stop);
    if (node == 0) {
      search.openRoot();
    } else {
      search.open(tree.stats, tree.stats(node), tree.impurity[node]);
    }
    search.best(drawn, stop);
    if (node == 0) {
      System.arraycopy(search.node, 0, tree.stats, 0, sums + 1);
      tree.impurity[0] = search.impurity;
    }
    tree.gain[node] = search.gain;
    if (search.gain == SplitSearch.INVALID) {
      tree.state[node] = GrownTree.INVALID;
    } else if (search.gain <= 0 || tree.level[node] == params.limits().maxDepth()) {
      tree.state[node] = GrownTree.USELESS;
    } else {
      addChildren(treeIndex, node);
    }
  }

  private void addChildren(int treeIndex, int node) throws InterruptedException {
    GrownTree tree = trees[treeIndex];
    boolean[] goesLeft = search.goesLeft();
    int feature = search.feature;
    tree.state[node] = GrownTree.SPLIT;
    tree.feature[node] = feature;
    if (binning.continuous(feature)) {
      tree.threshold[node] = search.threshold();
    } else {
      tree.goesLeft[node] = goesLeft;
    }
    int level = tree.level[node] + 1;
    int left = tree.add(level, tree.from[node], tree.from[node]);
    int right = tree.add(level, tree.to[node], tree.to[node]);
    tree.left[node] = left;
    boolean leftOpen = fill(tree, left, search.left);
    boolean rightOpen = fill(tree, right, search.right);
    if (leftOpen || rightOpen) {
      int middle = part(rows[treeIndex], tree.from[node], tree.to[node], feature, goesLeft);
      tree.to[left] = middle;
      tree.from[right] = middle;
    }
    if (leftOpen) {
      push(treeIndex, left);
    }
    if (rightOpen) {
      push(treeIndex, right);
    }
  }

  /** Sets a child's statistics; returns true if it is to be searched. */
  private boolean fill(GrownTree tree, int node, double[] stats) {
    System.arraycopy(stats, 0, tree.stats, tree.stats(node), sums + 1);
    tree.impurity[node] = params.impurity().of(stats, 0, sums);
    return tree.level[node] < params.limits().maxDepth() && !(Math.abs(tree.impurity[node]) < PURE);
  }

  /**
   * Moves the rows that go left before the others, each side in its order; returns the first right
   * one.
   */
  private int part(int[] ofTree, int from, int to, int feature, boolean[] goesLeft)
      throws InterruptedException {
    Codes codes = binning.codes(feature);
    int left = from;
    int right = 0;
    for (int i = from; i < to; i++) {
      stop.checkAt(i);
      int row = ofTree[i];
      boolean goes = goesLeft[codes.at(row)];
      ofTree[left] = row;
      buffer[right] = row;
      left += goes ? 1 : 0;
      right += goes ? 0 : 1;
    }
    System.arraycopy(buffer, 0, ofTree, left, right);
    return left;
  }
}
