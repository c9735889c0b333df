package org.espalier.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.StopRequest;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LinearTraining;
import org.espalier.train.linear.LogisticTraining;
import org.espalier.train.linear.Penalty;
import org.espalier.train.tree.Binning;
import org.espalier.train.tree.BoostedTrainer;
import org.espalier.train.tree.ForestTrainer;
import org.espalier.train.tree.Impurity;
import org.espalier.train.tree.ScalaTreeOrder;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TreeParamsBuilder;

/**
 * Time that the trainers alone need for a search: CPU time of one thread without Spark for the
 * cells of all folds, divided by the slots, and that of the refit. Reading, stages and scores cost
 * nothing in it.
 */
final class TrainersBound {

  /** Candidates of one panel, as in a task. */
  private static final int PANEL = 8;

  private static final StopRequest NEVER = () -> false;

  private final VectorRows rows;
  private final int folds;
  private final int slots;

  TrainersBound(VectorRows rows, int folds, int slots) {
    this.rows = rows;
    this.folds = folds;
    this.slots = slots;
  }

  private interface Work {
    void run(VectorRows rows, List<ParamMap> maps) throws InterruptedException;
  }

  /** Training of all values of a param on the rows of a fold. */
  interface Fold {
    void train(Rows rows, double[] values) throws InterruptedException;
  }

  /** Of linear models that differ in one param, and the refit with the best value. */
  double seconds(Fold fold, double[] values, double[] best) throws InterruptedException {
    List<Rows> training = new ArrayList<>();
    for (int number = 0; number < folds; number++) {
      training.add(rows.without(number, folds).linear());
    }
    Rows all = rows.linear();
    long before = cpu();
    for (Rows part : training) {
      fold.train(part, values);
    }
    long middle = cpu();
    fold.train(all, best);
    return ((double) (middle - before) / slots + (cpu() - middle)) / 1e9;
  }

  private double seconds(Work work, List<ParamMap> maps, ParamMap best)
      throws InterruptedException {
    List<VectorRows> training = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      training.add(rows.without(fold, folds));
    }
    long before = cpu();
    for (VectorRows part : training) {
      work.run(part, maps);
    }
    long middle = cpu();
    work.run(rows, List.of(best));
    return ((double) (middle - before) / slots + (cpu() - middle)) / 1e9;
  }

  /** Of forests on two classes. */
  double of(RandomForestClassifier estimator, List<ParamMap> maps, ParamMap best)
      throws InterruptedException {
    return seconds((part, some) -> forests(estimator, part, some), maps, best);
  }

  private static void forests(
      RandomForestClassifier estimator, VectorRows rows, List<ParamMap> maps)
      throws InterruptedException {
    TrainingRows ranked = rows.ranked(2, NEVER);
    Binning binning = new Binning(ranked, estimator.getMaxBins(), estimator.getSeed(), NEVER);
    ForestTrainer trainer = new ForestTrainer(ScalaTreeOrder.SCALA_2_13, NEVER);
    for (ParamMap map : maps) {
      RandomForestClassifier forest = estimator.copy(map);
      Impurity impurity = Impurity.valueOf(forest.getImpurity().toUpperCase(Locale.ROOT));
      trainer
          .train(
              binning,
              TreeParamsBuilder.forest(impurity)
                  .numTrees(forest.getNumTrees())
                  .maxDepth(forest.getMaxDepth())
                  .maxBins(forest.getMaxBins())
                  .minInstancesPerNode(forest.getMinInstancesPerNode())
                  .seed(forest.getSeed())
                  .build())
          .model(NEVER);
    }
  }

  /** Of binomial logistic regression. */
  double of(LogisticRegression estimator, List<ParamMap> maps, ParamMap best)
      throws InterruptedException {
    return seconds((part, some) -> logistic(estimator, part, some), maps, best);
  }

  private static void logistic(LogisticRegression estimator, VectorRows part, List<ParamMap> maps)
      throws InterruptedException {
    Rows rows = part.linear();
    Moments moments = Moments.of(rows);
    for (int from = 0; from < maps.size(); from += PANEL) {
      List<LinearParams> panel =
          maps.subList(from, Math.min(maps.size(), from + PANEL)).stream()
              .map(map -> params(estimator.copy(map)))
              .toList();
      LogisticTraining training = LogisticTraining.binomial(rows, moments, 2, panel);
      training.models(rows);
    }
  }

  /**
   * Of boosted trees on two classes.
   *
   * @param most the maps of the most iterations, which answer for those of fewer
   */
  double of(GBTClassifier estimator, List<ParamMap> most, ParamMap best)
      throws InterruptedException {
    return seconds((part, some) -> boosted(estimator, part, some), most, best);
  }

  private static void boosted(GBTClassifier estimator, VectorRows rows, List<ParamMap> maps)
      throws InterruptedException {
    TrainingRows ranked = rows.ranked(0, NEVER);
    Binning binning = new Binning(ranked, estimator.getMaxBins(), estimator.getSeed(), NEVER);
    BoostedTrainer trainer = new BoostedTrainer(ScalaTreeOrder.SCALA_2_13, NEVER);
    for (ParamMap map : maps) {
      GBTClassifier boosting = estimator.copy(map);
      trainer.train(
          binning,
          TreeParamsBuilder.tree(Impurity.VARIANCE)
              .featureSubsetStrategy(boosting.getFeatureSubsetStrategy())
              .maxDepth(boosting.getMaxDepth())
              .maxBins(boosting.getMaxBins())
              .seed(boosting.getSeed())
              .build(),
          BoostedTrainer.Loss.LOGISTIC,
          boosting.getMaxIter(),
          boosting.getStepSize());
    }
  }

  /** Of linear regressions by normal equations. */
  double of(LinearRegression estimator, List<ParamMap> maps, ParamMap best)
      throws InterruptedException {
    return seconds((part, some) -> linear(estimator, part, some), maps, best);
  }

  private static void linear(LinearRegression estimator, VectorRows part, List<ParamMap> maps)
      throws InterruptedException {
    Rows rows = part.linear();
    Gram gram = Gram.of(rows, Moments.of(rows));
    for (ParamMap map : maps) {
      LinearRegression linear = estimator.copy(map);
      LinearTraining.train(
          gram,
          new LinearParams(
              new Penalty(
                  linear.getRegParam(), linear.getElasticNetParam(), linear.getStandardization()),
              linear.getFitIntercept(),
              linear.getMaxIter(),
              linear.getTol()),
          LinearTraining.Solver.NORMAL);
    }
  }

  private static LinearParams params(LogisticRegression logistic) {
    return new LinearParams(
        new Penalty(
            logistic.getRegParam(), logistic.getElasticNetParam(), logistic.getStandardization()),
        logistic.getFitIntercept(),
        logistic.getMaxIter(),
        logistic.getTol());
  }

  /** Time of this thread on a core, which other work on the machine does not lengthen. */
  /** Nanoseconds of CPU time that this thread has had. */
  static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
