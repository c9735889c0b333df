package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Forest as it was grown, from which the models of several params can be cut: those of a smaller
 * depth if the smaller forest would have drawn the same columns, and those of a larger {@code
 * minInfoGain} if no columns are drawn.
 *
 * @param features number of columns
 * @param classes number of classes; 0 for regression
 * @param allColumns true if every node considers all columns
 * @param containedDepth largest depth up to which a shallower forest would have grown the same way
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GrownForest(
    int features,
    int classes,
    TreeParams params,
    GrownTree[] trees,
    boolean allColumns,
    int containedDepth) {

  /**
   * Returns true if a forest with the given limits and otherwise equal params can be cut from this
   * one. The depth must not be larger. {@code minInfoGain} must be equal, or may be larger if every
   * node considers all columns.
   *
   * <p>If columns are drawn, the depth must not exceed {@code containedDepth}: the order of the
   * draws depends on the groups of nodes that the memory limit forms.
   */
  public boolean answers(int maxDepth, double minInfoGain) {
    if (maxDepth == params.limits().maxDepth() && minInfoGain == params.limits().minInfoGain()) {
      return true;
    }
    boolean depth =
        maxDepth >= 0 && maxDepth <= (allColumns ? params.limits().maxDepth() : containedDepth);
    boolean gain =
        allColumns
            ? minInfoGain >= params.limits().minInfoGain()
            : minInfoGain == params.limits().minInfoGain();
    return depth && gain;
  }

  /** Returns the model of the params that the forest was grown with. */
  public ForestModel model(StopRequest stop) throws InterruptedException {
    return model(params.limits().maxDepth(), params.limits().minInfoGain(), stop);
  }

  /**
   * Returns the model of a smaller depth or a larger minimum gain, cut from these trees.
   *
   * @throws IllegalArgumentException if {@link #answers} is false for these limits
   * @throws InterruptedException if a stop is requested
   */
  public ForestModel model(int maxDepth, double minInfoGain, StopRequest stop)
      throws InterruptedException {
    if (!answers(maxDepth, minInfoGain)) {
      throw new IllegalArgumentException(
          "maxDepth "
              + maxDepth
              + ", minInfoGain "
              + minInfoGain
              + ": other trees than those of "
              + params);
    }
    List<Tree> pruned = new ArrayList<>();
    for (GrownTree tree : trees) {
      stop.check();
      Tree.Nodes nodes = new Tree.Nodes(tree.sums);
      pruned.add(new Pruning(tree, params.impurity(), maxDepth, minInfoGain, nodes).tree());
    }
    return new ForestModel(features, classes, pruned);
  }

  /**
   * Cuts a grown tree to a depth and a minimum gain, and merges sibling leaves with equal
   * predictions, as MLlib's {@code LearningNode.toNode}. Nodes are added depth first, the left
   * child directly after its parent.
   *
   * @param nodes empty nodes with as many sums as the grown tree
   */
  private record Pruning(
      GrownTree grown, Impurity measure, int maxDepth, double minInfoGain, Tree.Nodes nodes) {

    /** Impurity that MLlib gives to a leaf without a valid split. */
    private static final double NONE = -1;

    Tree tree() {
      add(0);
      return nodes.tree();
    }

    private void add(int node) {
      int stats = grown.stats(node);
      double prediction = measure.prediction(grown.stats, stats, grown.sums);
      int at = nodes.add(prediction, leafImpurity(node), grown.stats, stats);
      if (!isSplit(node)) {
        return;
      }
      int left = grown.left[node];
      add(left);
      int right = nodes.size();
      add(left + 1);
      boolean leaves = right == at + 2 && nodes.size() == at + 3;
      if (leaves && nodes.prediction(at + 1) == nodes.prediction(right)) {
        nodes.cut(at, nodes.prediction(right), grown.impurity[node]);
      } else {
        nodes.split(at, right, grown, node);
      }
    }

    private boolean isSplit(int node) {
      return grown.state[node] == GrownTree.SPLIT
          && grown.level[node] < maxDepth
          && !(grown.gain[node] < minInfoGain);
    }

    /** Returns the impurity of the node as a leaf, or as a node whose children predict the same. */
    private double leafImpurity(int node) {
      boolean looked =
          grown.state[node] != GrownTree.UNSEEN && (node == 0 || grown.level[node] < maxDepth);
      boolean invalid = grown.state[node] == GrownTree.INVALID || grown.gain[node] < minInfoGain;
      return looked && invalid ? NONE : grown.impurity[node];
    }
  }
}
