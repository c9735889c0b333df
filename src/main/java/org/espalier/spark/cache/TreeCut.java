package org.espalier.spark.cache;

import java.util.Arrays;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.GBTParams;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.LeafNode;
import org.apache.spark.ml.tree.Node;

/**
 * Extraction of a smaller tree, or fewer trees, from a larger model: the model that the smaller fit
 * gives.
 */
final class TreeCut {

  /** Impurity that Spark sets for a leaf without a good split (Node.scala). */
  private static final double NO_SPLIT = -1;

  private final int depth;
  private final double gain;

  private TreeCut(DecisionTreeParams wanted) {
    this.depth = wanted.getMaxDepth();
    this.gain = wanted.getMinInfoGain();
  }

  /**
   * The model of a smaller stage, cut from a larger one.
   *
   * @param large a model of the wanted stage's kind, without an indicator of validation rows
   */
  static Model<?> of(Model<?> large, PipelineStage wanted) {
    String uid = wanted.uid();
    TreeCut cut = new TreeCut((DecisionTreeParams) wanted);
    if (large instanceof GBTClassificationModel model) {
      int count = Math.min(((GBTParams) wanted).getMaxIter(), model.trees().length);
      return new GBTClassificationModel(
          uid,
          Arrays.copyOf(model.trees(), count),
          Arrays.copyOf(model.treeWeights(), count),
          model.numFeatures(),
          model.numClasses());
    }
    if (large instanceof GBTRegressionModel model) {
      int count = Math.min(((GBTParams) wanted).getMaxIter(), model.trees().length);
      return new GBTRegressionModel(
          uid,
          Arrays.copyOf(model.trees(), count),
          Arrays.copyOf(model.treeWeights(), count),
          model.numFeatures());
    }
    if (large instanceof DecisionTreeClassificationModel model) {
      return cut.tree(model, uid);
    }
    if (large instanceof DecisionTreeRegressionModel model) {
      return cut.tree(model, uid);
    }
    if (large instanceof RandomForestClassificationModel model) {
      return new RandomForestClassificationModel(
          uid,
          Arrays.stream(model.trees())
              .map(tree -> cut.tree(tree, tree.uid()))
              .toArray(DecisionTreeClassificationModel[]::new),
          model.numFeatures(),
          model.numClasses());
    }
    RandomForestRegressionModel model = (RandomForestRegressionModel) large;
    return new RandomForestRegressionModel(
        uid,
        Arrays.stream(model.trees())
            .map(tree -> cut.tree(tree, tree.uid()))
            .toArray(DecisionTreeRegressionModel[]::new),
        model.numFeatures());
  }

  /** Leaf whose split was never computed. */
  private static Node untried(Node node) {
    return new LeafNode(node.prediction(), node.impurityStats().calculate(), node.impurityStats());
  }

  private DecisionTreeClassificationModel tree(DecisionTreeClassificationModel tree, String uid) {
    return new DecisionTreeClassificationModel(
        uid, root(tree.rootNode()), tree.numFeatures(), tree.numClasses());
  }

  private DecisionTreeRegressionModel tree(DecisionTreeRegressionModel tree, String uid) {
    return new DecisionTreeRegressionModel(uid, root(tree.rootNode()), tree.numFeatures());
  }

  /** Spark computes the root's best split even if the root must not be split. */
  private Node root(Node root) {
    return depth == 0 && root instanceof InternalNode split && split.gain() >= gain
        ? untried(split)
        : cut(root, Math.max(depth, 1));
  }

  /**
   * The node with its splits above the maximum depth that gain enough.
   *
   * @param below number of levels that may follow below it
   */
  private Node cut(Node node, int below) {
    if (below == 0) {
      return untried(node);
    }
    if (!(node instanceof InternalNode split)) {
      return node;
    }
    if (split.gain() < gain) {
      return new LeafNode(split.prediction(), NO_SPLIT, split.impurityStats());
    }
    Node left = cut(split.leftChild(), below - 1);
    Node right = cut(split.rightChild(), below - 1);
    // Spark merges leaves that predict the same (LearningNode.toNode).
    if (left instanceof LeafNode
        && right instanceof LeafNode
        && left.prediction() == right.prediction()) {
      return new LeafNode(left.prediction(), split.impurity(), split.impurityStats());
    }
    return new InternalNode(
        split.prediction(),
        split.impurity(),
        split.gain(),
        left,
        right,
        split.split(),
        split.impurityStats());
  }
}
