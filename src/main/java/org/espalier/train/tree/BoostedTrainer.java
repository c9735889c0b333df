package org.espalier.train.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;

/**
 * Trainer of gradient boosted trees, equal to {@code
 * org.apache.spark.ml.tree.impl.GradientBoostedTrees} without a validation column. Each tree is a
 * regression tree on the residuals. All trees share the bins, and each has its own seed.
 */
public final class BoostedTrainer {

  private final ForestTrainer trainer;
  private final StopRequest stop;

  /**
   * @param order order of the Spark build whose trees are to be reproduced
   * @param stop checked every few milliseconds
   */
  public BoostedTrainer(ScalaTreeOrder order, StopRequest stop) {
    this.trainer = new ForestTrainer(order, stop);
    this.stop = stop;
  }

  /**
   * Trains a model on bins.
   *
   * @param binning bins of rows for regression; labels are 0 and 1 if the loss is logistic
   * @param params params of each tree: one tree, impurity variance, no bootstrap
   * @param maxIter number of trees, at least 1
   * @param stepSize weight of each tree after the first, in (0, 1]
   * @throws InterruptedException if a stop is requested
   */
  public BoostedModel train(
      Binning binning, TreeParams params, Loss loss, int maxIter, double stepSize)
      throws InterruptedException {
    TrainingRows rows = binning.rows();
    RankedTable table = rows.table();
    ScoringRows all =
        new ScoringRows(table, IntStream.range(0, rows.size()).map(rows::tableRow).toArray(), stop);
    double[] targets = new double[rows.size()];
    double[] labels = new double[table.rows()];
    for (int row = 0; row < targets.length; row++) {
      targets[row] = loss.target(rows.label(row));
      labels[rows.tableRow(row)] = targets[row];
    }
    double[] margins = new double[rows.size()];
    List<Tree> trees = new ArrayList<>();
    for (int m = 0; m < maxIter; m++) {
      Tree tree = tree(binning.relabelled(labels), params.withSeed(params.seed() + m));
      trees.add(tree);
      new Leaves(tree, all).addPredictions(m == 0 ? 1 : stepSize, margins, stop);
      for (int row = 0; row < targets.length; row++) {
        stop.checkAt(row);
        labels[rows.tableRow(row)] = loss.residual(margins[row], targets[row]);
      }
    }
    return new BoostedModel(rows.features(), trees, stepSize);
  }

  /**
   * Returns the bytes that training holds besides the bins: the rows in scoring layout, targets,
   * margins, leaves, the residuals of the whole table, and the tree being grown.
   *
   * @param rows number of training rows
   * @param all number of rows of the table
   * @param width bytes of a rank
   */
  public static long bytes(long rows, long all, int features, int width, TreeParams params) {
    return ScoringRows.bytes(rows, features, width)
        + (2 * Double.BYTES + 2 * Integer.BYTES) * rows
        + Double.BYTES * all
        + ForestTrainer.bytes(rows, features, 0, params);
  }

  /**
   * Estimates the training time on one core in nanoseconds, if every tree grows to its maximum
   * depth.
   */
  public static long nanos(long rows, int features, TreeParams params, int maxIter) {
    return maxIter * ForestTrainer.nanos(rows, features, params);
  }

  private Tree tree(Binning residuals, TreeParams params) throws InterruptedException {
    return trainer.train(residuals, params).model(stop).trees().get(0);
  }

  /** Loss of gradient boosted trees, as in {@code org.apache.spark.mllib.tree.loss}. */
  public enum Loss {

    /** Squared error, for regression. */
    SQUARED {
      @Override
      double residual(double prediction, double label) {
        return 2 * (label - prediction);
      }
    },

    /** Absolute error, for regression. */
    ABSOLUTE {
      @Override
      double residual(double prediction, double label) {
        return label - prediction < 0 ? -1 : 1;
      }
    },

    /** Twice the binomial negative log likelihood. Labels 0 and 1 are mapped to -1 and 1. */
    LOGISTIC {
      @Override
      double target(double label) {
        return label * 2 - 1;
      }

      @Override
      double residual(double prediction, double target) {
        return 4 * target / (1 + Math.exp(2 * target * prediction));
      }
    };

    /** Returns the label that the first tree is trained on. */
    double target(double label) {
      return label;
    }

    /** Returns the label that the next tree is trained on: the negative gradient of the loss. */
    abstract double residual(double prediction, double target);
  }
}
