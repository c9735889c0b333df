package org.espalier.train.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.espalier.train.XorShift;
import org.espalier.train.tree.TreeParams.Splitter;

/**
 * Grower of a forest's trees, independent of where the rows are. In MLlib's order it takes nodes
 * from a stack in groups that fit the memory limit, draws the columns of each node, and pushes the
 * children tree by tree. After each call of {@link #next}, the caller passes in the best split of
 * each node of the group, in the order of {@link #walked}.
 */
final class Growth {

  /** Impurity below which a child is a leaf; Spark's {@code Utils.EPSILON}. */
  private static final double PURE = 0x1.0p-52;

  private final Bins bins;
  private final TreeParams params;
  private final ScalaTreeOrder order;
  private final StopRequest stop;
  private final int features;
  private final int perNode;
  private final int[] drawn;
  private final NodeGroup group;
  private final int sums;
  private final Random seeds;
  private final long[] roots; // seeds of the roots' random splits; empty if splits are not drawn
  private final GrownTree[] trees;
  private int[] stack = new int[64];
  private int top;

  /** Largest depth up to which a shallower forest would have grown the same way. */
  private int containedDepth;

  Growth(Bins bins, TreeParams params, ScalaTreeOrder order, StopRequest stop) {
    this.bins = bins;
    this.params = params;
    this.order = order;
    this.stop = stop;
    this.features = bins.features();
    this.perNode = params.featuresPerNode(features);
    this.drawn = IntStream.range(0, perNode).toArray();
    this.group = new NodeGroup(perNode == features ? 0 : perNode);
    this.seeds = new Random(params.seed());
    this.roots =
        new SplittableRandom(params.seed())
            .longs(params.splitter() == Splitter.RANDOM ? params.numTrees() : 0)
            .toArray();
    this.trees = new GrownTree[params.numTrees()];
    this.sums = bins.sums();
    this.containedDepth = params.limits().maxDepth();
  }

  /** Returns true if nodes draw no columns, so that the trees do not depend on each other. */
  boolean hasAllColumns() {
    return perNode == features;
  }

  /** Starts a tree with its root. */
  void start(int tree) {
    trees[tree] = new GrownTree(sums, roots.length > 0);
    if (roots.length > 0) {
      trees[tree].seed[0] = roots[tree];
    }
    push(tree, 0);
  }

  /** Forms the next group of nodes. Returns false if all started trees are grown. */
  boolean next() throws InterruptedException {
    if (top == 0) {
      return false;
    }
    group();
    return true;
  }

  /** Returns the group of nodes to be split. */
  NodeGroup nodes() {
    return group;
  }

  /** Returns the indices of the group's nodes in the order in which they are split. */
  int[] walked() {
    return group.walked(order, trees.length);
  }

  /** Returns the columns that a node of the group considers. The array must not be changed. */
  int[] columns(int at) {
    group.columns(at, drawn);
    return drawn;
  }

  /** Returns the seed of a node's random splits; 0 if splits are not drawn. */
  long seed(int at) {
    return roots.length == 0 ? 0 : trees[group.tree(at)].seed[group.node(at)];
  }

  GrownTree tree(int tree) {
    return trees[tree];
  }

  TreeParams params() {
    return params;
  }

  Bins bins() {
    return bins;
  }

  GrownForest forest() {
    for (GrownTree tree : trees) {
      tree.trim();
    }
    return new GrownForest(
        features, bins.classes(), params, trees, hasAllColumns(), containedDepth);
  }

  private void push(int tree, int node) {
    if (top + 2 > stack.length) {
      stack = Arrays.copyOf(stack, 2 * stack.length);
    }
    stack[top++] = tree;
    stack[top++] = node;
  }

  /**
   * Takes nodes from the top of the stack while they fit the memory limit together, at least one.
   */
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
    long counted = 0;
    for (int column : drawn) {
      counted += bins.bins(column);
    }
    return counted * sums * Double.BYTES;
  }

  /**
   * Returns the bytes of the sums of a node of the group.
   *
   * @param width number of values of a bin
   */
  long bytes(int at, int width) {
    long cells = 0;
    for (int column : columns(at)) {
      cells += bins.cells(column);
    }
    return cells * width * Double.BYTES;
  }

  /**
   * Splits the nodes of the group.
   *
   * @param found best split of each node, by index in the group
   */
  void take(List<FoundSplit> found) {
    for (int at : walked()) {
      take(at, found.get(at));
    }
  }

  /**
   * Splits a node of the group, or makes it a leaf.
   *
   * @return true if a child is to be split in turn
   */
  boolean take(int at, FoundSplit found) {
    int node = group.node(at);
    GrownTree tree = trees[group.tree(at)];
    if (node == 0) {
      System.arraycopy(found.node(), 0, tree.stats, 0, sums + 1);
      tree.impurity[0] = found.impurity();
    }
    tree.gain[node] = found.gain();
    if (found.gain() == SplitSearch.INVALID) {
      tree.state[node] = GrownTree.INVALID;
      return false;
    }
    if (found.gain() <= 0 || tree.level[node] == params.limits().maxDepth()) {
      tree.state[node] = GrownTree.USELESS;
      return false;
    }
    return addChildren(group.tree(at), node, found);
  }

  private boolean addChildren(int treeIndex, int node, FoundSplit found) {
    GrownTree tree = trees[treeIndex];
    tree.state[node] = GrownTree.SPLIT;
    tree.feature[node] = found.feature();
    if (bins.continuous(found.feature())) {
      tree.threshold[node] = found.threshold();
    } else {
      tree.goesLeft[node] = found.goesLeft();
    }
    int level = tree.level[node] + 1;
    int left = tree.add(level);
    int right = tree.add(level);
    tree.left[node] = left;
    if (roots.length > 0) {
      // The node's own splits are drawn from its seed, so its children's seeds start elsewhere.
      SplittableRandom children = new SplittableRandom(~tree.seed[node]);
      tree.seed[left] = children.nextLong();
      tree.seed[right] = children.nextLong();
    }
    boolean leftOpen = fill(tree, left, found.left());
    boolean rightOpen = fill(tree, right, found.right());
    if (leftOpen) {
      push(treeIndex, left);
    }
    if (rightOpen) {
      push(treeIndex, right);
    }
    return leftOpen || rightOpen;
  }

  /** Sets a child's statistics. Returns true if its splits are to be searched. */
  private boolean fill(GrownTree tree, int node, double[] stats) {
    System.arraycopy(stats, 0, tree.stats, tree.stats(node), sums + 1);
    tree.impurity[node] = params.impurity().impurity(stats, 0, sums);
    return tree.level[node] < params.limits().maxDepth() && !(Math.abs(tree.impurity[node]) < PURE);
  }
}
