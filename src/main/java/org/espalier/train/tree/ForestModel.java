package org.espalier.train.tree;

import java.io.Serializable;
import java.util.List;
import org.espalier.train.StopRequest;

/**
 * Trained forest that predicts as MLlib's models do.
 *
 * @param features number of columns of the training rows
 * @param classes number of classes; 0 for regression
 */
public record ForestModel(int features, int classes, List<Tree> trees) implements Serializable {

  private static final long serialVersionUID = 1;

  public ForestModel {
    trees = List.copyOf(trees);
  }

  /**
   * Returns the raw predictions of a {@code RandomForestClassificationModel}, by row and class: the
   * sum over trees of the share of each class in the row's leaf.
   *
   * @throws InterruptedException if a stop is requested
   */
  public double[][] votes(ScoringRows rows, StopRequest stop) throws InterruptedException {
    double[][] votes = new double[rows.size()][classes];
    int[] leaves = new int[rows.size()];
    for (Tree tree : trees) {
      new Leaves(tree, rows).find(leaves, stop);
      double[] shares = shares(tree);
      for (int i = 0; i < leaves.length; i++) {
        int leaf = leaves[i] * classes;
        double[] vote = votes[i];
        for (int label = 0; label < classes; label++) {
          vote[label] += shares[leaf + label];
        }
      }
    }
    return votes;
  }

  /** Returns the shares of the classes in each node; 0 if the node has no weight. */
  private double[] shares(Tree tree) {
    double[] shares = new double[tree.size() * classes];
    for (int node = 0; node < tree.size(); node++) {
      double total = 0;
      for (int label = 0; label < classes; label++) {
        total += tree.stat(node, label);
      }
      for (int label = 0; total != 0 && label < classes; label++) {
        shares[node * classes + label] = tree.stat(node, label) / total;
      }
    }
    return shares;
  }

  /**
   * Returns the raw predictions of a {@code DecisionTreeClassificationModel}, by row and class: the
   * weight of each class in the row's leaf of the first tree.
   *
   * @throws InterruptedException if a stop is requested
   */
  public double[][] weights(ScoringRows rows, StopRequest stop) throws InterruptedException {
    Tree tree = trees.get(0);
    int[] leaves = new int[rows.size()];
    new Leaves(tree, rows).find(leaves, stop);
    double[][] weights = new double[rows.size()][];
    for (int i = 0; i < leaves.length; i++) {
      weights[i] = tree.stats(leaves[i]);
    }
    return weights;
  }

  /**
   * Returns the predictions of a regression model, by row: the mean over trees.
   *
   * @throws InterruptedException if a stop is requested
   */
  public double[] means(ScoringRows rows, StopRequest stop) throws InterruptedException {
    double[] means = new double[rows.size()];
    int[] leaves = new int[rows.size()];
    for (Tree tree : trees) {
      new Leaves(tree, rows).find(leaves, stop);
      for (int i = 0; i < means.length; i++) {
        means[i] += tree.prediction(leaves[i]);
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= trees.size();
    }
    return means;
  }

  /**
   * Returns the probabilities of a row's raw predictions: these divided by their sum, unless that
   * is 0.
   */
  public static double[] probabilities(double[] raw) {
    double[] probabilities = raw.clone();
    double sum = 0;
    for (double of : raw) {
      sum += of;
    }
    if (sum != 0) {
      for (int i = 0; i < raw.length; i++) {
        probabilities[i] /= sum;
      }
    }
    return probabilities;
  }
}
