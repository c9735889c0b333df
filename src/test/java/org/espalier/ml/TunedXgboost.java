package org.espalier.ml;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.ParamValues;

/**
 * A program that tunes learners of XGBoost4J-Spark, whose jar is on the class path of the process
 * alone, and prints a line for each thing that was compared with Spark's own tuning.
 */
public final class TunedXgboost {

  private static final String PACKAGE = "ml.dmlc.xgboost4j.scala.spark.";

  private TunedXgboost() {}

  private static Estimator<?> learner(String type, String label)
      throws ReflectiveOperationException {
    Estimator<?> learner =
        Class.forName(PACKAGE + type)
            .asSubclass(Estimator.class)
            .getDeclaredConstructor()
            .newInstance();
    set(learner, "numRound", 4);
    set(learner, "numWorkers", 1);
    set(learner, "labelCol", label);
    return learner;
  }

  private static void set(Params stage, String name, Object value) {
    Param<Object> param = stage.getParam(name);
    stage.set(param, value);
  }

  private static ParamMap[] maps(Params learner) {
    ParamMap[] maps = new ParamMap[3];
    Arrays.setAll(maps, i -> new ParamMap());
    for (int i = 0; i < maps.length; i++) {
      ParamValues.put(maps[i], learner.getParam("max_depth"), i + 1);
    }
    return maps;
  }

  private static Tuner tuner(Estimator<?> estimator, Evaluator evaluator) {
    return new Tuner().setEstimator(estimator).setEvaluator(evaluator).setNumFolds(2);
  }

  private static Pipeline pipeline(Estimator<?> learner) {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
    return new Pipeline().setStages(new PipelineStage[] {assembler, learner});
  }

  private static void says(String what, Object is) {
    System.out.println(what + ": " + is);
  }

  private static void maps(String type, String label, Evaluator evaluator, Dataset<Row> rows)
      throws ReflectiveOperationException {
    Estimator<?> learner = learner(type, label);
    CrossValidator sparks =
        new CrossValidator()
            .setEstimator(pipeline(learner))
            .setEvaluator(evaluator)
            .setEstimatorParamMaps(maps(learner))
            .setNumFolds(2);
    TunerModel ours =
        tuner(pipeline(learner), evaluator).setEstimatorParamMaps(maps(learner)).fit(rows);
    double[] expected = sparks.fit(rows).avgMetrics();
    boolean same = true;
    for (int i = 0; i < expected.length; i++) { // up to the rounding of the metric's sums
      same &= Math.abs(ours.avgMetrics()[i] - expected[i]) < 1e-9;
    }
    says(type + " as Spark", same ? "true" : Arrays.toString(expected));
    says(type + " predicts", ours.transform(rows).columns().length > rows.columns().length);
  }

  /** Takes a folder. */
  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("xgboost")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
    Dataset<Row> rows =
        spark
            .range(0, 300, 1, 2)
            .selectExpr(
                "CAST((id * id + id % 5) % 2 AS DOUBLE) AS label",
                "CAST(1 + (id * 37) % 101 AS DOUBLE) AS a",
                "CAST(1 + (id * id) % 13 AS DOUBLE) AS b",
                "sin(id) AS target")
            .cache();
    Evaluator area = new BinaryClassificationEvaluator().setNumBins(0);
    maps("XGBoostClassifier", "label", area, rows);
    maps("XGBoostRegressor", "target", new RegressionEvaluator().setLabelCol("target"), rows);
    String journal = Path.of(args[0], "journal").toString();
    for (int i = 0; i < 2; i++) {
      TunerModel found = searching(journal).fit(rows);
      says("searched", found.study().trials().size());
      says("metrics", Arrays.toString(found.avgMetrics()));
    }
    Tuner tuner = searching("");
    says("plan", tuner.plan().contains("space {"));
    spark.stop();
  }

  private static Tuner searching(String journal) throws ReflectiveOperationException {
    Estimator<?> learner = learner("XGBoostClassifier", "label");
    IntParam depth = (IntParam) learner.getParam("max_depth");
    return tuner(pipeline(learner), new BinaryClassificationEvaluator().setNumBins(0))
        .setSpace(
            new ParamSpaceBuilder()
                .addRange(depth, 1, 6)
                .addChoice(learner.getParam("eta"), 0.1, 0.3, 0.5)
                .build())
        .setTrials(6)
        .setScheduler("halving")
        .setMinResource(50)
        .setJournal(journal);
  }
}
