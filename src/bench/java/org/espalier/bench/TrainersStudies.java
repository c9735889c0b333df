package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.Tuner;
import org.espalier.space.SearchSpace;

/**
 * Lines of the benchmark {@code trainers} that compare our own searches: halving with the same
 * trials in full, and many candidates with one.
 */
record TrainersStudies(SparkSession spark, Path data, int most, int rounds, TrainersReport report) {

  /** Names of the lines. */
  static final List<String> NAMES = List.of("halving", "candidates");

  private static final Evaluator AREA = new BinaryClassificationEvaluator().setNumBins(0);

  /** A third goes on three times, and one trial reaches the top. */
  private static final int TRIALS = 27;

  /** Rows of the top rung over those of the lowest. */
  private static final int LOWEST = 27;

  private static final int FOLDS = 3;

  /** Of all rows: what a fold of three trains on of the four fifths that are not held out. */
  private static final double TRAINED_SHARE = 0.8 * 2 / 3;

  /** The best of the line {@code forest}. */
  private static final int TREES = 100;

  private static final int DEPTH = 10;

  private static final int CANDIDATES = 16;
  private static final int ROWS = 100_000;

  /** How much longer all candidates may take than one. */
  private static final double SLOWER = 2.5;

  /** Runs a line. */
  void run(String name) {
    if (name.equals("halving")) {
      halving();
    } else {
      candidates();
    }
  }

  /** On params of which no fit yields the models of another. */
  private void halving() {
    RandomForestClassifier forest =
        new RandomForestClassifier().setSeed(1).setNumTrees(TREES).setMaxDepth(DEPTH);
    SearchSpace space =
        new ParamSpaceBuilder()
            .addRange(forest.minInstancesPerNode(), 1, 50)
            .addRange(forest.subsamplingRate(), 0.3, 1)
            .addChoice(forest.featureSubsetStrategy(), "sqrt", "log2", "onethird")
            .build();
    Dataset<Row> rows = BenchmarkData.adult(spark, data).limit(most).coalesce(1).cache();
    long least = (long) (rows.count() * TRAINED_SHARE) / LOWEST;
    SavingRace race =
        new SavingRace(
            "halving, forest, adult, a space that no run contains",
            rows,
            forest,
            space,
            AREA,
            FOLDS,
            TRIALS,
            rounds,
            5,
            0.002);
    report.add(
        race.run(
            tuner ->
                tuner
                    .setScheduler("halving")
                    .setResource("rows")
                    .setMinResource(least)
                    .setMinFolds(1)));
    rows.unpersist(true);
  }

  private void candidates() {
    Dataset<Row> rows =
        BenchmarkData.flights(spark, data).limit(Math.min(most, ROWS)).coalesce(1).cache();
    rows.count();
    LogisticRegression logistic = new LogisticRegression();
    double[] penalties = new double[CANDIDATES];
    for (int i = 0; i < CANDIDATES; i++) {
      penalties[i] = Math.pow(10, -5 + i / 3.0);
    }
    List<ParamMap> maps =
        List.of(new ParamGridBuilder().addGrid(logistic.regParam(), penalties).build());
    List<ParamMap> one = maps.subList(0, 1); // the one that takes the most steps
    seconds(rows, logistic, maps);
    List<Double> all = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      all.add(seconds(rows, logistic, maps));
      alone.add(seconds(rows, logistic, one));
    }
    Times ours = new Times("16 candidates", all);
    Times rival = new Times("one candidate", alone);
    double slower = ours.median() / rival.median();
    report.add(
        new BenchmarkResult.Row(
            "16 candidates against one, logistic, 10^5 rows, %d folds".formatted(FOLDS),
            ours,
            rival,
            rival.median(),
            "at most %.1f times longer, is %.2f".formatted(SLOWER, slower),
            slower <= SLOWER));
    rows.unpersist(true);
  }

  private static double seconds(
      Dataset<Row> rows, LogisticRegression logistic, List<ParamMap> maps) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(logistic);
    tuner.setEvaluator(AREA);
    tuner.setNumFolds(FOLDS);
    tuner.setEstimatorParamMaps(maps.toArray(ParamMap[]::new));
    long before = System.nanoTime();
    tuner.fit(rows);
    return (System.nanoTime() - before) / 1e9;
  }
}
