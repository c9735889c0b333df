package org.espalier.ml;

import java.util.Arrays;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A program that tunes inside tasks on a master, and prints the metrics of its maps. */
public final class OnMaster {

  private OnMaster() {}

  private static void print(String learner, TunerModel model) {
    System.out.println(learner + " " + Arrays.toString(model.avgMetrics()));
    System.out.println(
        learner
            + " by "
            + model.study().cells().stream()
                .map(cell -> cell.trained().trainer())
                .distinct()
                .toList());
    System.out.println(
        "attempts of "
            + learner
            + " at most "
            + model.study().cells().stream()
                .mapToInt(cell -> cell.cost().attempts())
                .max()
                .orElseThrow());
  }

  /** Takes the master and, to kill an executor, one more word. */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master(args[0])
            .appName("on a master")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.deploy.maxExecutorRetries", -1)
            .config("spark.plugins", ExecutorLoss.class.getName())
            .getOrCreate();
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b"})
            .setOutputCol("features")
            .transform(
                spark
                    .range(0, 800, 1, 6)
                    .selectExpr(
                        "CAST((id * id + id % 5) % 2 AS DOUBLE) AS label",
                        "(id * 37) % 101 AS a", "(id * id) % 13 AS b"))
            .cache();
    if (args.length > 1) {
      ExecutorLoss.begin(1, Integer.MAX_VALUE);
    }
    Evaluator area = new BinaryClassificationEvaluator().setNumBins(0);
    Tuner tuner = new Tuner();
    tuner.setEvaluator(area).setNumFolds(3).setSeed(5);
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(5).setSeed(1);
    tuner.setEstimator(forest);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {2, 4, 6}).build());
    print("forest", tuner.fit(rows));
    LogisticRegression logistic = new LogisticRegression().setMaxIter(5);
    tuner.setEstimator(logistic);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0.01, 1}).build());
    print("logistic", tuner.fit(rows));
    spark.stop();
  }
}
