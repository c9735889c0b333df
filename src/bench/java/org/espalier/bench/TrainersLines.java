package org.espalier.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.train.Moments;
import org.espalier.train.ProductRows;
import org.espalier.train.Rows;
import org.espalier.train.linear.ClassSums;
import org.espalier.train.linear.GlmFamily;
import org.espalier.train.linear.GlmLink;
import org.espalier.train.linear.GlmTraining;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.LogisticTraining;
import org.espalier.train.linear.NaiveBayesModel;
import org.espalier.train.linear.Penalty;
import org.espalier.train.linear.SvcTraining;

/**
 * Lines of the benchmark {@code trainers} of which a grid has twelve values of one param, on
 * vectors: multinomial logistic regression, naive Bayes, Poisson regression and support vectors.
 *
 * @param rounds measured ones
 * @param limit seconds after which an ordinary search is stopped
 */
record TrainersLines(
    SparkSession spark, Path data, int most, int rounds, int limit, TrainersReport report) {

  /** Names of the lines. */
  static final List<String> NAMES = List.of("multinomial", "bayes", "poisson", "svc");

  /** How many times faster than CrossValidator each is to be. */
  private static final double TARGET = 15;

  private static final double[] PENALTIES = {
    1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3
  };

  private static final int ITERATIONS = 100;
  private static final int REWEIGHTINGS = 25;
  private static final double TOLERANCE = 1e-6;

  /** Runs a line. */
  void run(String name) throws Exception {
    switch (name) {
      case "multinomial" -> multinomial();
      case "bayes" -> bayes();
      case "poisson" -> poisson();
      default -> svc();
    }
  }

  private void line(
      String name,
      Dataset<Row> vectors,
      Estimator<?> estimator,
      DoubleParam param,
      Evaluator evaluator,
      int folds,
      TrainersBound.Fold bound)
      throws Exception {
    Dataset<Row> table = vectors.limit(most).coalesce(1).cache();
    table.count();
    List<ParamMap> maps = List.of(new ParamGridBuilder().addGrid(param, PENALTIES).build());
    TrainersRace race =
        new TrainersRace(name, table, estimator, maps, evaluator, folds, Map.of(), rounds, limit);
    int slots = spark.sparkContext().defaultParallelism();
    TrainersBound of = new TrainersBound(VectorRows.of(table), folds, slots);
    report.add(
        race,
        Path.of("."),
        true,
        TrainersReport.Targets.faster(TARGET, 0),
        best -> of.seconds(bound, PENALTIES, new double[] {(Double) best.get(param).get()}));
    table.unpersist(true);
  }

  private void multinomial() throws Exception {
    LogisticRegression logistic = new LogisticRegression();
    line(
        "multinomial, 12 maps x 3 folds, digits",
        BenchmarkData.digits(spark),
        logistic,
        logistic.regParam(),
        new MulticlassClassificationEvaluator().setMetricName("accuracy"),
        3,
        (rows, values) -> {
          List<LinearParams> panel =
              Arrays.stream(values)
                  .mapToObj(
                      value ->
                          new LinearParams(
                              new Penalty(value, 0, true), true, ITERATIONS, TOLERANCE))
                  .toList();
          LogisticTraining.multinomial(rows, Moments.of(rows), 10, panel).models(rows);
        });
  }

  private void bayes() throws Exception {
    NaiveBayes bayes = new NaiveBayes();
    line(
        "naive Bayes, 12 maps x 5 folds, digits",
        BenchmarkData.digits(spark),
        bayes,
        bayes.smoothing(),
        new MulticlassClassificationEvaluator().setMetricName("accuracy"),
        5,
        (rows, values) -> {
          ClassSums sums = ClassSums.of(rows);
          for (double value : values) {
            NaiveBayesModel.of(sums, NaiveBayesModel.ModelType.MULTINOMIAL, value);
          }
        });
  }

  private void poisson() throws Exception {
    GeneralizedLinearRegression glm = new GeneralizedLinearRegression().setFamily("poisson");
    line(
        "Poisson regression, 12 maps x 3 folds, diamonds",
        BenchmarkData.diamonds(spark, data),
        glm,
        glm.regParam(),
        new RegressionEvaluator(),
        3,
        (rows, values) -> {
          Moments moments = Moments.of(rows);
          GlmTraining training =
              GlmTraining.of(
                  ProductRows.of(rows, moments),
                  new double[0],
                  moments,
                  GlmFamily.POISSON,
                  GlmLink.LOG);
          for (double value : values) {
            training.train(
                new LinearParams(new Penalty(value, 0, true), true, REWEIGHTINGS, TOLERANCE));
          }
        });
  }

  private void svc() throws Exception {
    LinearSVC svc = new LinearSVC();
    line(
        "support vectors, 12 maps x 3 folds, adult",
        BenchmarkData.adult(spark, data),
        svc,
        svc.regParam(),
        new BinaryClassificationEvaluator().setNumBins(0),
        3,
        (rows, values) -> svcs(rows, values).models(rows));
  }

  private static SvcTraining svcs(Rows rows, double[] values) throws InterruptedException {
    return SvcTraining.of(
        rows,
        Moments.of(rows),
        2,
        Arrays.stream(values)
            .mapToObj(
                value -> new LinearParams(new Penalty(value, 0, true), true, ITERATIONS, TOLERANCE))
            .toList());
  }
}
