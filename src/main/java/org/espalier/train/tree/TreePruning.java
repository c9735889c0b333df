package org.espalier.train.tree;

/**
 * Cut of a grown tree to a depth and a least gain, without children that predict the same, as
 * MLlib's {@code LearningNode.toNode} makes nodes: depth first, the left child after its parent.
 *
 * @param nodes empty, of as many sums as the grown tree
 */
record TreePruning(
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
