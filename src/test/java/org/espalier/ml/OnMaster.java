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

/** A program that tunes on a master, and prints the metrics of its maps. */
public final class OnMaster {

  private OnMaster() {}

  /** Takes the master. */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master(args[0])
            .appName("on a master")
            .config("spark.ui.enabled", false)
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
    Evaluator area = new BinaryClassificationEvaluator().setNumBins(0);
    Tuner tuner = new Tuner();
    tuner.setEvaluator(area).setNumFolds(3).setSeed(5);
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(5).setSeed(1);
    tuner.setEstimator(forest);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {2, 4, 6}).build());
    System.out.println("forest " + Arrays.toString(tuner.fit(rows).avgMetrics()));
    LogisticRegression logistic = new LogisticRegression().setMaxIter(5);
    tuner.setEstimator(logistic);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0.01, 1}).build());
    System.out.println("logistic " + Arrays.toString(tuner.fit(rows).avgMetrics()));
    spark.stop();
  }
}
