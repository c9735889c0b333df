package org.espalier.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.StopRequest;
import org.espalier.train.ValueSums;
import org.espalier.train.linear.ClassSums;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LogisticTraining;
import org.espalier.train.linear.Penalty;
import org.espalier.train.tree.Binning;
import org.espalier.train.tree.BoostedTrainer;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.ScalaTreeOrder;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TrainingRowsBuilder;
import org.espalier.train.tree.TreeParamsBuilder;

/**
 * Line of the benchmark {@code large}: a learner, its maps and folds.
 *
 * @param passes the passes of one fold alone, over rows in arrays
 */
record LargeLine(
    String name,
    Estimator<?> learner,
    List<ParamMap> maps,
    int folds,
    Evaluator evaluator,
    Passes passes) {

  static final int COLUMNS = 20;

  /** Rows of which the passes alone are timed. */
  private static final int BOUND_ROWS = 200_000;

  private static final int ITERATIONS = 30;

  /** Line whose time is compared with that of fewer rows inside tasks. */
  static final String DEEP = "deep";

  static final int TREES = 20;

  private static final int ROUNDS = 10;

  private static final StopRequest NEVER = () -> false;

  /** Work in memory. */
  interface Work {
    void run() throws InterruptedException;
  }

  /** Passes over the training rows of a fold, and the scores of some more rows. */
  interface Passes {

    /** The passes, without what packs the rows. */
    Work over(Rows training, Rows validation) throws InterruptedException;
  }

  static List<LargeLine> all() {
    return List.of(
        linear(),
        logistic("logistic", 4),
        logistic("logistic16", 16),
        bayes(),
        forest(),
        boosting(),
        deep());
  }

  /** Rows of the table, unless it is given another number. */
  int usualRows() {
    return name.equals(DEEP) ? 10_000_000 : 4_000_000;
  }

  private static LargeLine linear() {
    LinearRegression learner = new LinearRegression();
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(learner.regParam(), new double[] {0, 0.001, 0.01, 0.1, 1, 10})
            .addGrid(learner.elasticNetParam(), new double[] {0, 0.25, 0.5, 1})
            .build();
    return new LargeLine(
        "linear",
        learner,
        List.of(maps),
        5,
        new RegressionEvaluator(),
        (training, validation) ->
            () -> {
              // Each row is summed once, for all folds: a share of the rows for each fold.
              Gram.totals(validation, ValueSums.of(validation));
              for (int map = 0; map < maps.length; map++) {
                validation.margins(new double[COLUMNS], map);
              }
            });
  }

  private static LargeLine logistic(String name, int count) {
    LogisticRegression learner = new LogisticRegression().setMaxIter(ITERATIONS);
    learner.setLabelCol("class");
    double[] regParams = new double[count];
    Arrays.setAll(regParams, i -> Math.pow(10, -5 + 4.0 * i / (count - 1)));
    List<LinearParams> params =
        Arrays.stream(regParams)
            .mapToObj(
                value -> new LinearParams(new Penalty(value, 0, true), true, ITERATIONS, 1e-6))
            .toList();
    return new LargeLine(
        name,
        learner,
        List.of(new ParamGridBuilder().addGrid(learner.regParam(), regParams).build()),
        3,
        new BinaryClassificationEvaluator().setLabelCol("class"),
        (training, validation) ->
            () -> {
              LogisticTraining.binomial(training, Moments.of(training), 2, params).models(training);
              for (int map = 0; map < count; map++) {
                validation.margins(new double[COLUMNS], map);
              }
            });
  }

  private static LargeLine bayes() {
    NaiveBayes learner = new NaiveBayes().setModelType("gaussian").setLabelCol("class");
    double[][] thresholds = {{0.5, 0.5}, {0.4, 0.6}, {0.3, 0.7}, {0.6, 0.4}};
    ParamMap[] maps =
        Arrays.stream(thresholds)
            .map(some -> new ParamMap().put(learner.thresholds().w(some)))
            .toArray(ParamMap[]::new);
    return new LargeLine(
        "bayes",
        learner,
        List.of(maps),
        3,
        new BinaryClassificationEvaluator().setLabelCol("class"),
        (training, validation) ->
            () -> {
              ClassSums.of(validation);
              for (int map = 0; map < 2 * maps.length; map++) {
                validation.margins(new double[COLUMNS], map); // one for each class
              }
            });
  }

  private static LargeLine forest() {
    return forest("forest", new int[] {5, 8}, 3);
  }

  private static LargeLine deep() {
    return forest(DEEP, new int[] {8}, 2);
  }

  /** Number of fits of a map on a fold. */
  int cells() {
    return folds * maps.size();
  }

  private static LargeLine forest(String name, int[] depths, int folds) {
    RandomForestClassifier learner = new RandomForestClassifier().setNumTrees(TREES).setSeed(1);
    learner.setLabelCol("class");
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(learner.maxDepth(), depths)
            .addGrid(learner.minInstancesPerNode(), new int[] {1, 50})
            .build();
    return new LargeLine(
        name,
        learner,
        List.of(maps),
        folds,
        new BinaryClassificationEvaluator().setLabelCol("class"),
        (training, validation) -> {
          TrainingRows rows = ranked(training, 2);
          return () -> forests(learner, rows);
        });
  }

  private static LargeLine boosting() {
    GBTClassifier learner = new GBTClassifier().setMaxIter(ROUNDS).setSeed(1);
    learner.setLabelCol("class");
    double[] steps = {0.1, 0.3};
    ParamMap[] maps = new ParamGridBuilder().addGrid(learner.stepSize(), steps).build();
    return new LargeLine(
        "boosting",
        learner,
        List.of(maps),
        3,
        new BinaryClassificationEvaluator().setLabelCol("class"),
        (training, validation) -> {
          TrainingRows rows = ranked(training, 0);
          return () -> boosted(learner, rows, steps);
        });
  }

  private static void boosted(GBTClassifier learner, TrainingRows rows, double[] steps)
      throws InterruptedException {
    Binning binning = new Binning(rows, learner.getMaxBins(), learner.getSeed(), NEVER);
    for (double step : steps) {
      new BoostedTrainer(ScalaTreeOrder.SCALA_2_13, NEVER)
          .train(
              binning,
              TreeParamsBuilder.tree(Impurity.VARIANCE)
                  .featureSubsetStrategy(learner.getFeatureSubsetStrategy())
                  .maxDepth(learner.getMaxDepth())
                  .maxBins(learner.getMaxBins())
                  .seed(learner.getSeed())
                  .build(),
              BoostedTrainer.Loss.LOGISTIC,
              learner.getMaxIter(),
              step);
    }
  }

  /** Forests of depth 8, which contain those of depth 5. */
  private static void forests(RandomForestClassifier learner, TrainingRows rows)
      throws InterruptedException {
    Binning binning = new Binning(rows, learner.getMaxBins(), learner.getSeed(), NEVER);
    for (int least : new int[] {1, 50}) {
      new ForestTrainer(ScalaTreeOrder.SCALA_2_13, NEVER)
          .train(
              binning,
              TreeParamsBuilder.forest(Impurity.GINI)
                  .numTrees(learner.getNumTrees())
                  .maxDepth(8)
                  .maxBins(learner.getMaxBins())
                  .minInstancesPerNode(least)
                  .seed(learner.getSeed())
                  .build())
          .model(NEVER);
    }
  }

  private static TrainingRows ranked(Rows rows, int classes) throws InterruptedException {
    double[] row = new double[COLUMNS];
    double[][] columns = new double[COLUMNS][rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      rows.copyDense(i, row);
      for (int j = 0; j < COLUMNS; j++) {
        columns[j][i] = row[j];
      }
    }
    RankedTable table = RankedTable.of(rows.size(), COLUMNS, j -> columns[j], NEVER);
    return new TrainingRowsBuilder(table, rows.labels(), classes).build(NEVER);
  }

  /** Seconds of the passes alone on one core for so many rows. */
  double bound(int rows) throws InterruptedException {
    Rows validation = rows(BOUND_ROWS / folds);
    Rows training = rows(BOUND_ROWS - BOUND_ROWS / folds);
    Work work = passes.over(training, validation);
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 3; round++) {
      long before = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - before) / 1e9);
    }
    return best * folds * rows / BOUND_ROWS;
  }

  /** Rows as those of the table. */
  private static Rows rows(int count) {
    Random random = new Random(count);
    double[] values = new double[count * COLUMNS];
    double[] labels = new double[count];
    double[] weights = new double[count];
    Arrays.fill(weights, 1);
    for (int row = 0; row < count; row++) {
      double sum = random.nextGaussian();
      for (int j = 0; j < COLUMNS; j++) {
        double value = random.nextGaussian() * (1 + j);
        values[row * COLUMNS + j] = value;
        sum += value / (1 + j * j);
      }
      labels[row] = sum > 0 ? 1 : 0;
    }
    return Rows.dense(COLUMNS, values, labels, weights);
  }
}
