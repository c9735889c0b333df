package org.espalier.bench;

import java.util.List;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.Tuner;

/** A small search from the start of its process: {@code Tuner}, or {@code CrossValidator}. */
public final class ColdStart {

  /** The word for {@code Tuner}; any other is {@code CrossValidator}. */
  static final String OURS = "tuner";

  /** What the parts that are timed are called, in order. */
  static final List<String> PARTS =
      List.of("session", "reading", "first fit and evaluation", "search");

  private ColdStart() {}

  /** Prints the seconds of each part, a line each. */
  public static void main(String[] args) throws Exception {
    long began = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    SparkSession spark =
        SparkSession.builder().master("local[2]").appName("cold start").getOrCreate();
    long session = tell(0, began);
    Dataset<Row> rows = BenchmarkData.embedded(spark, "breast-cancer");
    long reading = tell(1, session);
    RandomForestClassifier forest = new RandomForestClassifier().setSeed(1);
    Evaluator area = new BinaryClassificationEvaluator();
    double one = area.evaluate(forest.fit(rows).transform(rows));
    long first = tell(2, reading);
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(forest.numTrees(), new int[] {10, 20})
            .addGrid(forest.maxDepth(), new int[] {3, 5})
            .build();
    CrossValidator tuner =
        args[0].equals(OURS) ? new Tuner() : new CrossValidator().setParallelism(2);
    tuner.setEstimator(forest).setEvaluator(area).setEstimatorParamMaps(maps);
    tuner.setNumFolds(3);
    double best = area.evaluate(tuner.fit(rows).bestModel().transform(rows));
    tell(3, first);
    System.err.printf("area %.4f, then %.4f%n", one, best);
    spark.stop();
  }

  private static long tell(int part, long since) {
    long now = System.currentTimeMillis();
    System.out.printf("%s=%d%n", PARTS.get(part), now - since);
    return now;
  }
}
