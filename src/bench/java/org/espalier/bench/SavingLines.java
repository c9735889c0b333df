package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.Tuner;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;

/** What halving and racing save of a search in full, in task time. */
record SavingLines(SparkSession spark, Path data) {

  private static final Evaluator AREA = new BinaryClassificationEvaluator().setNumBins(0);

  /** Seeds of halving's lines; ESPALIER_SEEDS says otherwise, for these and for racing's. */
  private static final int HALVING_SEEDS = 10;

  private static final int RACING_SEEDS = 20;

  /**
   * Halving's: a third goes on three times, and one trial reaches the top; ESPALIER_TRIALS says
   * otherwise.
   */
  private static final int TRIALS = number("ESPALIER_TRIALS", 27);

  /** Of the rows at the top: three rungs below it have a 27th, a ninth and a third. */
  private static final int LOWEST = 27;

  /** Of all rows: what a fold of three trains on of the four fifths that are not held out. */
  private static final double TRAINED_SHARE = 0.8 * 2 / 3;

  /**
   * Proposals under way in a race: two for each of the two cells that run at a time. With the usual
   * 16 nearly all of 20 trials have begun before anybody leads.
   */
  private static final int RACING_WINDOW = 4;

  /** Rows of a table that races are run on: they are about folds, not about rows. */
  private static final int RACED_ROWS = 3_000;

  private static int seeds(int usual) {
    return number("ESPALIER_SEEDS", usual);
  }

  private static int number(String variable, int usual) {
    String asked = System.getenv().getOrDefault(variable, "");
    return asked.isEmpty() ? usual : Integer.parseInt(asked);
  }

  /** Line 5: halving on rows, for two learners on two tables. */
  List<BenchmarkResult.Row> halving() {
    List<BenchmarkResult.Row> rows = new ArrayList<>();
    Map<String, Dataset<Row>> tables =
        Map.of(
            "adult",
            BenchmarkData.adult(spark, data),
            "flights",
            BenchmarkData.flights(spark, data));
    for (String name : List.of("adult", "flights")) {
      Dataset<Row> table = Objects.requireNonNull(tables.get(name));
      long least = (long) (table.count() * TRAINED_SHARE) / LOWEST;
      rows.add(forest(name, table).run(tuner -> halved(tuner, least)));
      rows.add(boosting(name, table).run(tuner -> halved(tuner, least)));
    }
    tables.values().forEach(Dataset::unpersist);
    return rows;
  }

  /** Below the top one fold validates, as much of a small fit's time is spent whatever its rows. */
  private static void halved(Tuner tuner, long least) {
    tuner.setScheduler("halving").setResource("rows").setMinResource(least).setMinFolds(1);
  }

  private SavingRace forest(String table, Dataset<Row> rows) {
    RandomForestClassifier forest = new RandomForestClassifier().setSeed(1);
    return new SavingRace(
        "5 halving, forest, " + table,
        rows,
        forest,
        new ParamSpaceBuilder()
            .addRange(forest.numTrees(), 10, 40)
            .addRange(forest.maxDepth(), 3, 10)
            .build(),
        AREA,
        3,
        TRIALS,
        seeds(HALVING_SEEDS),
        4,
        0.002);
  }

  private SavingRace boosting(String table, Dataset<Row> rows) {
    GBTClassifier boosted = new GBTClassifier().setSeed(1);
    return new SavingRace(
        "5 halving, boosting, " + table,
        rows,
        boosted,
        new ParamSpaceBuilder()
            .addRange(boosted.maxIter(), 5, 25)
            .addRange(boosted.maxDepth(), 2, 6)
            .addRange(boosted.stepSize(), 0.03, 0.3, Scale.LOG)
            .build(),
        AREA,
        3,
        TRIALS,
        seeds(HALVING_SEEDS),
        4,
        0.002);
  }

  /** Line 6: racing over five folds, forests on four tables. */
  List<BenchmarkResult.Row> racing() throws IOException {
    List<BenchmarkResult.Row> rows = new ArrayList<>();
    Evaluator accuracy = new MulticlassClassificationEvaluator().setMetricName("accuracy");
    rows.add(raced("digits", some(BenchmarkData.digits(spark)), accuracy));
    rows.add(raced("adult", some(BenchmarkData.adult(spark, data)), AREA));
    rows.add(raced("bank", some(BenchmarkData.bank(spark, data)), AREA));
    rows.add(racedRegression(some(BenchmarkData.diamonds(spark, data))));
    return rows;
  }

  private static Dataset<Row> some(Dataset<Row> table) {
    double share = Math.min(1, (double) RACED_ROWS / table.count());
    return share == 1 ? table : table.sample(share, 1);
  }

  private static SavingRace race(
      String table,
      Dataset<Row> rows,
      Estimator<?> learner,
      SearchSpace space,
      Evaluator evaluator,
      double loss) {
    return new SavingRace(
        "6 racing, 5 folds, " + table,
        rows,
        learner,
        space,
        evaluator,
        5,
        20,
        seeds(RACING_SEEDS),
        2,
        loss);
  }

  private static void racing(Tuner tuner) {
    tuner.setScheduler("racing").setResource("folds").setWindow(RACING_WINDOW);
  }

  private static BenchmarkResult.Row raced(String table, Dataset<Row> rows, Evaluator evaluator) {
    RandomForestClassifier forest = new RandomForestClassifier().setSeed(1);
    return race(
            table,
            rows,
            forest,
            new ParamSpaceBuilder()
                .addRange(forest.numTrees(), 5, 40)
                .addRange(forest.maxDepth(), 2, 10)
                .build(),
            evaluator,
            0.005)
        .run(SavingLines::racing);
  }

  private static BenchmarkResult.Row racedRegression(Dataset<Row> rows) {
    RandomForestRegressor forest = new RandomForestRegressor().setSeed(1);
    return race(
            "diamonds",
            rows,
            forest,
            new ParamSpaceBuilder()
                .addRange(forest.numTrees(), 5, 40)
                .addRange(forest.maxDepth(), 2, 10)
                .build(),
            new RegressionEvaluator().setMetricName("rmse"),
            20) // dollars; prices' standard deviation is 4,000
        .run(SavingLines::racing);
  }
}
