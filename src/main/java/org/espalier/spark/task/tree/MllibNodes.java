package org.espalier.spark.task.tree;

import java.util.stream.IntStream;
import org.apache.spark.ml.tree.CategoricalSplit;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.LeafNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.ml.tree.Split;
import org.apache.spark.mllib.tree.impurity.EntropyCalculator;
import org.apache.spark.mllib.tree.impurity.GiniCalculator;
import org.apache.spark.mllib.tree.impurity.ImpurityCalculator;
import org.apache.spark.mllib.tree.impurity.VarianceCalculator;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.Tree;

/** Maker of MLlib's nodes of trained trees. */
record MllibNodes(Impurity impurity) {

  Node root(Tree tree) {
    return node(tree, 0);
  }

  private Node node(Tree tree, int at) {
    if (tree.isLeaf(at)) {
      return new LeafNode(tree.prediction(at), tree.impurity(at), stats(tree, at));
    }
    return new InternalNode(
        tree.prediction(at),
        tree.impurity(at),
        tree.gain(at),
        node(tree, tree.left(at)),
        node(tree, tree.right(at)),
        split(tree, at),
        stats(tree, at));
  }

  private static Split split(Tree tree, int at) {
    if (!tree.isCategorical(at)) {
      return new ContinuousSplit(tree.feature(at), tree.threshold(at));
    }
    boolean[] goesLeft = tree.goesLeft(at);
    double[] left =
        IntStream.range(0, goesLeft.length)
            .filter(category -> goesLeft[category])
            .mapToDouble(category -> category)
            .toArray();
    return new CategoricalSplit(tree.feature(at), left, goesLeft.length);
  }

  private ImpurityCalculator stats(Tree tree, int at) {
    double[] stats = tree.stats(at);
    long count = tree.rawCount(at);
    return switch (impurity) {
      case VARIANCE -> new VarianceCalculator(stats, count);
      case ENTROPY -> new EntropyCalculator(stats, count);
      case GINI -> new GiniCalculator(stats, count);
    };
  }
}
