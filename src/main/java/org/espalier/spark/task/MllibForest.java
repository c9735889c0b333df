package org.espalier.spark.task;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.tree.CategoricalSplit;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.LeafNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.ml.tree.Split;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.mllib.tree.impurity.EntropyCalculator;
import org.apache.spark.mllib.tree.impurity.GiniCalculator;
import org.apache.spark.mllib.tree.impurity.ImpurityCalculator;
import org.apache.spark.mllib.tree.impurity.VarianceCalculator;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.Tree;

/**
 * Trained trees as a model of MLlib.
 *
 * @param estimator one of MLlib's own four
 */
record MllibForest(DecisionTreeParams estimator, ForestModel trained) {

  /** The model, without params and a parent. */
  Model<?> model(String uid) {
    List<Node> roots = trained.trees().stream().map(tree -> node(tree, 0)).toList();
    int features = trained.features();
    int classes = trained.classes();
    if (estimator instanceof DecisionTreeClassifier) {
      return new DecisionTreeClassificationModel(uid, roots.get(0), features, classes);
    }
    if (estimator instanceof DecisionTreeRegressor) {
      return new DecisionTreeRegressionModel(uid, roots.get(0), features);
    }
    if (estimator instanceof RandomForestClassifier) {
      return new RandomForestClassificationModel(
          uid,
          roots.stream()
              .map(r -> new DecisionTreeClassificationModel(named("dtc"), r, features, classes))
              .toArray(DecisionTreeClassificationModel[]::new),
          features,
          classes);
    }
    return new RandomForestRegressionModel(
        uid,
        roots.stream()
            .map(root -> new DecisionTreeRegressionModel(named("dtr"), root, features))
            .toArray(DecisionTreeRegressionModel[]::new),
        features);
  }

  /** MLlib names the trees of a forest at random. */
  private static String named(String prefix) {
    return Identifiable$.MODULE$.randomUID(prefix);
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
    if (trained.classes() == 0) {
      return new VarianceCalculator(stats, count);
    }
    Object impurity = estimator.getOrDefault(estimator.getParam("impurity"));
    return String.valueOf(impurity).equalsIgnoreCase("entropy")
        ? new EntropyCalculator(stats, count)
        : new GiniCalculator(stats, count);
  }
}
