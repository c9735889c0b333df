package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.analysis.ParameterImportance.Share;
import org.espalier.study.Seed;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.ScalaTreeOrder;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.Tree;
import org.espalier.train.tree.TreeParams;

/**
 * Functional ANOVA of scores: the share of their variance over the whole space that each parameter
 * explains by itself, and each pair beyond its two.
 *
 * <p>A random forest is fitted to the scores, whose trees are constant on boxes, so that marginal
 * means and their variances are exact sums (Hutter, Hoos and Leyton-Brown, An Efficient Approach
 * for Assessing Hyperparameter Importance, ICML 2014, section 2). Positions are uniform on the
 * scale as searched. A score does not depend on parameters that its trial does not have: each
 * forest sees them at positions drawn anew.
 */
final class Fanova {

  /** Trees of a forest; together with {@link #FORESTS} Optuna's 64. */
  private static final int TREES = 16;

  private static final int FORESTS = 4;

  /** Levels below the root: MLlib's limit. */
  private static final int DEPTH = 30;

  /** Maximum of intervals that a column is cut into; more take time, and change shares little. */
  private static final int BINS = 32;

  private static final int MEMORY_MB = 256;

  private static final StopRequest NEVER = () -> false;

  private final List<double[]> mains = new ArrayList<>();
  private final List<double[][]> pairs = new ArrayList<>();

  /**
   * The functional ANOVA of some trials.
   *
   * @param columns the parameters, at least one
   * @param scores in [0, 1], by trial
   */
  Fanova(List<ParameterPositions> columns, double[] scores, Seed seed) {
    int[] categories = columns.stream().mapToInt(ParameterPositions::categories).toArray();
    RandomGenerator random = seed.random();
    for (int forest = 0; forest < FORESTS; forest++) {
      double[][] positions = new double[columns.size()][];
      Arrays.setAll(positions, column -> completed(columns.get(column), random));
      for (Tree tree : forest(positions, categories, scores, random.nextLong()).trees()) {
        add(new BoxedTree(tree, categories));
      }
    }
  }

  private void add(BoxedTree tree) {
    double variance = tree.variance();
    if (variance > 0) {
      mains.add(shares(tree.mains(), variance));
      pairs.add(
          Arrays.stream(tree.pairs()).map(of -> shares(of, variance)).toArray(double[][]::new));
    }
  }

  private static double[] shares(double[] variances, double all) {
    return Arrays.stream(variances).map(variance -> Math.min(1, variance / all)).toArray();
  }

  /** Positions of a column, drawn where a trial does not have it. */
  private static double[] completed(ParameterPositions column, RandomGenerator random) {
    int categories = column.categories();
    return Arrays.stream(column.positions())
        .map(
            position ->
                !Double.isNaN(position)
                    ? position
                    : categories > 0 ? random.nextInt(categories) : random.nextDouble())
        .toArray();
  }

  private static ForestModel forest(
      double[][] columns, int[] categories, double[] scores, long seed) {
    TreeParams params =
        new TreeParams(
            Impurity.VARIANCE,
            TREES,
            TreeParams.Splitter.BEST,
            new TreeParams.SplitLimits(DEPTH, 1, 0, 0),
            Math.max(BINS, Arrays.stream(categories).max().orElse(0)),
            new TreeParams.Bags(1, true),
            "all",
            MEMORY_MB,
            seed);
    try {
      TrainingRows rows =
          new TrainingRows(
              RankedTable.of(scores.length, columns.length, column -> columns[column], NEVER),
              IntStream.range(0, scores.length).toArray(),
              new int[] {0, scores.length},
              scores,
              null,
              categories,
              0,
              NEVER);
      return new ForestTrainer(ScalaTreeOrder.SCALA_2_13, NEVER).train(rows, params).model(NEVER);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody requested it
    }
  }

  /** Share that a parameter explains by itself; 0 if no tree varies. */
  Share main(int parameter) {
    return share(mains.stream().mapToDouble(tree -> tree[parameter]).toArray());
  }

  /**
   * Share that two parameters explain beyond what each does by itself; 0 if no tree varies.
   *
   * @param other a later one
   */
  Share pair(int one, int other) {
    return share(pairs.stream().mapToDouble(tree -> tree[one][other]).toArray());
  }

  private static Share share(double[] byTree) {
    double mean = Arrays.stream(byTree).average().orElse(0);
    double squares = Arrays.stream(byTree).map(share -> (share - mean) * (share - mean)).sum();
    return new Share(mean, Math.sqrt(squares / Math.max(1, byTree.length)));
  }
}
