import java.io.IOException;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.Tuner;

/**
 * Application that tunes in a FAIR pool, then does nothing until all of its executors have been given
 * back. Arguments: the master, the jar and the way to train. Ends with 1 if executors are still there
 * after a minute.
 */
public final class IdleExecutors {
  private static final int SECONDS = 60;

  public static void main(String[] args) throws InterruptedException, IOException {
    SparkSession.Builder builder = SparkSession.builder().master(args[0]).appName("idle");
    Map.of(
            "spark.jars", args[1],
            "spark.scheduler.mode", "FAIR",
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.executorIdleTimeout", "2s",
            "spark.executor.memory", "512m",
            "spark.executor.cores", "1",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.ui.enabled", "false")
        .forEach(builder::config);
    try (SparkSession spark = builder.getOrCreate()) {
      spark.sparkContext().setLocalProperty("spark.scheduler.pool", "tuning");
      Dataset<Row> rows =
          spark.range(2000).selectExpr("id % 31 AS a", "id % 7 AS b", "CAST(id % 31 > 15 AS DOUBLE) AS label");
      tune(rows, args[2]);
      int left = executors(spark);
      System.out.println("executors after the fit: " + left);
      for (int second = 0; second < SECONDS && left > 0; second++) {
        System.gc(); // as Spark's own cleaner does now and then: it sees what nothing refers to any more
        Thread.sleep(1000);
        left = executors(spark);
      }
      System.out.println("executors when idle: " + left);
      if (left > 0) {
        System.exit(1);
      }
    }
  }

  private static void tune(Dataset<Row> rows, String training) {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("raw");
    StandardScaler scaler = new StandardScaler().setInputCol("raw").setOutputCol("features");
    LogisticRegression learner = new LogisticRegression().setMaxIter(5);
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.01, 0.1, 1}).build();
    Tuner tuner = new Tuner();
    tuner.setEstimator(new Pipeline().setStages(new PipelineStage[] {assembler, scaler, learner}));
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(maps);
    tuner.setNumFolds(3);
    tuner.setParallelism(2);
    tuner.setTraining(training);
    System.out.println("best: " + tuner.fit(rows).avgMetrics().length);
  }

  /** Executors of the application; the driver is listed, too. */
  private static int executors(SparkSession spark) {
    return spark.sparkContext().statusTracker().getExecutorInfos().length - 1;
  }
}
