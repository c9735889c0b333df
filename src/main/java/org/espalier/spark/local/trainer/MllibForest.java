package org.espalier.spark.local.trainer;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GBTRegressionModel;
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
import org.espalier.train.tree.BoostedModel;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.Tree;

/** Maker of MLlib's models of trained trees, without params and a parent. */
final class MllibForest {

  private MllibForest() {}

  /**
   * The model of a tree or a forest.
   *
   * @param estimator one of MLlib's own four
   */
  static Model<?> model(
      DecisionTreeParams estimator, Impurity impurity, ForestModel trained, String uid) {
    List<Node> roots = roots(trained.trees(), impurity);
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
    return new RandomForestRegressionModel(uid, regressions(roots, features), features);
  }

  /**
   * The model of boosted trees.
   *
   * @param estimator one of MLlib's own two
   */
  static Model<?> boosted(DecisionTreeParams estimator, BoostedModel trained, String uid) {
    DecisionTreeRegressionModel[] trees =
        regressions(roots(trained.trees(), Impurity.VARIANCE), trained.features());
    double[] weights = new double[trees.length];
    for (int tree = 0; tree < weights.length; tree++) {
      weights[tree] = trained.weight(tree);
    }
    return estimator instanceof GBTClassifier
        ? new GBTClassificationModel(uid, trees, weights, trained.features(), 2)
        : new GBTRegressionModel(uid, trees, weights, trained.features());
  }

  private static List<Node> roots(List<Tree> trees, Impurity impurity) {
    return trees.stream().map(tree -> node(tree, 0, impurity)).toList();
  }

  private static DecisionTreeRegressionModel[] regressions(List<Node> roots, int features) {
    return roots.stream()
        .map(root -> new DecisionTreeRegressionModel(named("dtr"), root, features))
        .toArray(DecisionTreeRegressionModel[]::new);
  }

  /** MLlib names the trees of a forest at random. */
  private static String named(String prefix) {
    return Identifiable$.MODULE$.randomUID(prefix);
  }

  private static Node node(Tree tree, int at, Impurity impurity) {
    if (tree.isLeaf(at)) {
      return new LeafNode(tree.prediction(at), tree.impurity(at), stats(tree, at, impurity));
    }
    return new InternalNode(
        tree.prediction(at),
        tree.impurity(at),
        tree.gain(at),
        node(tree, tree.left(at), impurity),
        node(tree, tree.right(at), impurity),
        split(tree, at),
        stats(tree, at, impurity));
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

  private static ImpurityCalculator stats(Tree tree, int at, Impurity impurity) {
    double[] stats = tree.stats(at);
    long count = tree.rawCount(at);
    return switch (impurity) {
      case VARIANCE -> new VarianceCalculator(stats, count);
      case ENTROPY -> new EntropyCalculator(stats, count);
      case GINI -> new GiniCalculator(stats, count);
    };
  }
}
