package org.espalier.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.ValueSums;
import org.espalier.train.linear.ClassSums;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LogisticTraining;
import org.espalier.train.linear.Penalty;

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

  /** Passes over the training rows of a fold, and the scores of some more rows. */
  private interface Passes {
    void over(Rows training, Rows validation) throws InterruptedException;
  }

  static List<LargeLine> all() {
    return List.of(linear(), logistic("logistic", 4), logistic("logistic16", 16), bayes());
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
        (training, validation) -> {
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
        (training, validation) -> {
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
        (training, validation) -> {
          ClassSums.of(validation);
          for (int map = 0; map < 2 * maps.length; map++) {
            validation.margins(new double[COLUMNS], map); // one for each class
          }
        });
  }

  /** Seconds of the passes alone on one core for so many rows. */
  double bound(int rows) throws InterruptedException {
    Rows validation = rows(BOUND_ROWS / folds);
    Rows training = rows(BOUND_ROWS - BOUND_ROWS / folds);
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 3; round++) {
      long before = System.nanoTime();
      passes.over(training, validation);
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
