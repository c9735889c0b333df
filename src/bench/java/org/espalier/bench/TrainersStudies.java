package org.espalier.bench;

import java.nio.file.Path;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.space.SearchSpace;

/**
 * Line of the benchmark {@code trainers} that compares our own searches: halving with the same
 * trials in full.
 */
record TrainersStudies(SparkSession spark, Path data, int most, int rounds, TrainersReport report) {

  /** Name of the line. */
  static final String NAME = "halving";

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

  /** Runs it, on params of which no fit yields the models of another. */
  void run() {
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
}
