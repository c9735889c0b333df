package org.espalier.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Lines of the benchmark {@code trainers} with grids of several params on vectors: boosted trees,
 * and elastic nets on two tables.
 *
 * @param rounds measured ones
 * @param limit seconds after which an ordinary search is stopped
 */
record TrainersGrids(
    SparkSession spark, Path data, int most, int rounds, int limit, TrainersReport report) {

  /** Names of the lines. */
  static final List<String> NAMES = List.of("boosting", "diamonds", "housing");

  /** How many times faster than CrossValidator each is to be. */
  private static final double TARGET = 20;

  private static final int[] ITERATIONS = {10, 20, 40};
  private static final int[] DEPTHS = {3, 5};
  private static final double[] STEPS = {0.05, 0.1};

  private static final double[] PENALTIES = {
    1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3
  };

  private static final double[] MIXES = {0, 0.5};

  /** Runs a line. */
  void run(String name) throws Exception {
    switch (name) {
      case "boosting" -> boosting();
      case "diamonds" -> linear("diamonds", BenchmarkData.diamonds(spark, data));
      default -> linear("california_housing", BenchmarkData.housing(spark, data));
    }
  }

  /** A search of some maps, and what bounds it. */
  private interface Bounded {
    double of(TrainersBound bound, ParamMap best) throws InterruptedException;
  }

  private void line(
      String name,
      Dataset<Row> vectors,
      Estimator<?> estimator,
      List<ParamMap> maps,
      Evaluator evaluator,
      int folds,
      Map<String, Object> scikit,
      TrainersReport.Targets targets,
      Bounded bounded)
      throws Exception {
    Dataset<Row> table = vectors.limit(most).coalesce(1).cache();
    table.count();
    VectorRows rows = VectorRows.of(table);
    TrainersBound bound = new TrainersBound(rows, folds, spark.sparkContext().defaultParallelism());
    report.add(
        new TrainersRace(name, table, estimator, maps, evaluator, folds, scikit, rounds, limit),
        rows.write(Path.of("target", "bench", "trainers", "vectors.npy")),
        true,
        targets,
        best -> bounded.of(bound, best));
    table.unpersist(true);
  }

  private void boosting() throws Exception {
    GBTClassifier boosted = new GBTClassifier().setSeed(1);
    ParamGridBuilder grid =
        new ParamGridBuilder()
            .addGrid(boosted.maxDepth(), DEPTHS)
            .addGrid(boosted.stepSize(), STEPS);
    List<ParamMap> longest =
        List.of(
            grid.addGrid(boosted.maxIter(), new int[] {ITERATIONS[ITERATIONS.length - 1]}).build());
    List<ParamMap> maps = List.of(grid.addGrid(boosted.maxIter(), ITERATIONS).build());
    line(
        "boosting, 12 maps x 3 folds, bank_marketing",
        BenchmarkData.bank(spark, data),
        boosted,
        maps,
        new BinaryClassificationEvaluator().setNumBins(0),
        3,
        Map.<String, Object>of(
            "learner",
            "boosting",
            "stages",
            false,
            "grid",
            Map.<String, Object>of(
                "max_iter", ITERATIONS, "max_depth", DEPTHS, "learning_rate", STEPS)),
        TrainersReport.Targets.faster(TARGET, 1.5),
        (bound, best) -> bound.of(boosted, longest, best));
  }

  private void linear(String table, Dataset<Row> vectors) throws Exception {
    LinearRegression linear = new LinearRegression();
    List<ParamMap> maps =
        List.of(
            new ParamGridBuilder()
                .addGrid(linear.regParam(), PENALTIES)
                .addGrid(linear.elasticNetParam(), MIXES)
                .build());
    line(
        "linear regression, 24 maps x 5 folds, " + table,
        vectors,
        linear,
        maps,
        new RegressionEvaluator(),
        5,
        Map.<String, Object>of(
            "learner",
            "linear",
            "stages",
            false,
            "grid",
            Map.<String, Object>of("regParam", PENALTIES, "elasticNetParam", MIXES)),
        TrainersReport.Targets.faster(TARGET, 0),
        (bound, best) -> bound.of(linear, maps, best));
  }
}
