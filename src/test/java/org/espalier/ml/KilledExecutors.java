package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.CellRow;
import org.espalier.xgboost.XGBoostClassifier;

/**
 * A program that tunes XGBoost on a cluster of two executors, once as they are, and once while
 * every tenth fit loses the one that it runs on. Prints lines for each search: its fits with their
 * states, the attempts that were lost, the seconds of the longest fit, and whether the tables are
 * equal.
 */
public final class KilledExecutors {

  private static final int CANDIDATES = 100;

  private static final int FOLDS = 3;

  /** Distance of the fits that lose their executor. */
  private static final int EVERY = 10;

  private KilledExecutors() {}

  private static Dataset<Row> rows(SparkSession spark) {
    String[] columns =
        IntStream.range(0, 10)
            .mapToObj("pmod(hash(id, %1$d), 997) / 997D AS x%1$d"::formatted)
            .toArray(String[]::new);
    Dataset<Row> numbers = spark.range(0, 1500, 1, 4).selectExpr(columns);
    return new VectorAssembler()
        .setInputCols(numbers.columns())
        .setOutputCol("features")
        .transform(
            numbers.selectExpr(
                "*", "CAST(x0 + x1 * x2 + 0.3 * sin(50 * x3) > 0.8 AS DOUBLE) label"))
        .cache();
  }

  /** A search whose candidates differ in the form of their matrix, so that each is a task. */
  private static TunerModel search(Dataset<Row> rows) {
    XGBoostClassifier learner =
        new XGBoostClassifier("boosted")
            .setNumRound(200)
            .setMaxDepth(6)
            .setSubsample(0.8)
            .setSeed(1);
    ParamMap[] bins =
        new ParamGridBuilder()
            .addGrid(learner.maxBins(), IntStream.range(0, CANDIDATES).map(i -> 16 + i).toArray())
            .build();
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
    tuner.setEstimatorParamMaps(bins).setNumFolds(FOLDS).setSeed(5);
    return tuner.fit(rows);
  }

  /** All of the tables but what a clock measures. */
  private static List<String> tables(TunerModel model) {
    List<String> lines = new ArrayList<>();
    model
        .study()
        .trials()
        .forEach(
            row ->
                lines.add(
                    "%d %s %s %s"
                        .formatted(row.trial(), row.candidate(), row.state(), row.evaluation())));
    model
        .study()
        .cells()
        .forEach(row -> lines.add("%s %s %s".formatted(row.split(), row.result(), row.trained())));
    return lines;
  }

  private static void tell(String search, TunerModel model) {
    List<CellRow> cells = model.study().cells();
    System.out.printf(
        "%s: fits %d %s%n",
        search,
        cells.size(),
        cells.stream().map(cell -> cell.result().state()).distinct().toList());
    System.out.printf(
        "%s: lost %d%n", search, cells.stream().mapToInt(cell -> cell.cost().attempts() - 1).sum());
    System.out.printf(
        "%s: longest %.0f%n",
        search, cells.stream().mapToDouble(cell -> cell.cost().wallSeconds()).max().orElseThrow());
  }

  /** Runs both searches on one application. */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("killed executors")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.deploy.maxExecutorRetries", -1)
            .config("spark.plugins", ExecutorLoss.class.getName())
            .getOrCreate();
    Dataset<Row> rows = rows(spark);
    TunerModel undisturbed = search(rows);
    tell("undisturbed", undisturbed);
    ExecutorLoss.begin(EVERY, EVERY);
    TunerModel disturbed = search(rows);
    tell("disturbed", disturbed);
    System.out.printf(
        "disturbed: tables %s%n",
        tables(disturbed).equals(tables(undisturbed)) ? "equal" : "differ");
    spark.stop();
  }
}
