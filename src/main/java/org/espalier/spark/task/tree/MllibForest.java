package org.espalier.spark.task.tree;

import java.util.List;
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
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.ml.util.Identifiable$;
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
  static Model<?> boosted(
      DecisionTreeParams estimator, BoostedModel trained, int features, String uid) {
    DecisionTreeRegressionModel[] trees =
        regressions(roots(trained.trees(), Impurity.VARIANCE), features);
    double[] weights = new double[trees.length];
    for (int tree = 0; tree < weights.length; tree++) {
      weights[tree] = trained.weight(tree);
    }
    return estimator instanceof GBTClassifier
        ? new GBTClassificationModel(uid, trees, weights, features, 2)
        : new GBTRegressionModel(uid, trees, weights, features);
  }

  private static List<Node> roots(List<Tree> trees, Impurity impurity) {
    MllibNodes nodes = new MllibNodes(impurity);
    return trees.stream().map(nodes::root).toList();
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
}
