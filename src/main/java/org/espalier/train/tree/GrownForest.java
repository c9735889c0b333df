package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Trees as they were grown, and the models of all params that they answer: less depth wherever the
 * draws of the smaller forest would have been the same, and a larger least gain where no columns
 * are drawn.
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
   * True if these trees, cut, are those that other params grow: no deeper ones, and with all else
   * equal but {@code minInfoGain}, which may be larger where every node considers all columns.
   *
   * <p>With drawn columns, depths beyond the first group that the memory limit cut are not
   * answered.
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

  /** The model of the params that the forest was grown with. */
  public ForestModel model(StopRequest stop) throws InterruptedException {
    return model(params.limits().maxDepth(), params.limits().minInfoGain(), stop);
  }

  /**
   * The model of less depth or more gain, cut from these trees.
   *
   * @throws IllegalArgumentException when these trees do not answer it
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
   * Cut of a grown tree to a depth and a least gain, without children that predict the same, as
   * MLlib's {@code LearningNode.toNode} makes nodes: depth first, the left child after its parent.
   *
   * @param nodes empty, of as many sums as the grown tree
   */
  private record Pruning(
      GrownTree grown, Impurity measure, int maxDepth, double minInfoGain, Tree.Nodes nodes) {

    /** Impurity that MLlib gives to a leaf that could not be split. */
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

    /** Impurity of the node as a leaf, or as a node whose children predict the same. */
    private double leafImpurity(int node) {
      boolean looked =
          grown.state[node] != GrownTree.UNSEEN && (node == 0 || grown.level[node] < maxDepth);
      boolean invalid = grown.state[node] == GrownTree.INVALID || grown.gain[node] < minInfoGain;
      return looked && invalid ? NONE : grown.impurity[node];
    }
  }
}
