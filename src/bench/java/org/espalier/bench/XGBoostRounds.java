package org.espalier.bench;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.journal.StudyRecord;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.xgboost.XGBoostClassificationModel;
import org.espalier.xgboost.XGBoostClassifier;

/**
 * A {@code Tuner} that trains some candidates for fewer rounds against one that trains all for all
 * rounds: the rounds of both, their seconds, and the areas of their models on rows that neither has
 * seen.
 *
 * <p>The bound: seconds in proportion to the rounds that the target allows.
 *
 * @param rounds of a candidate in full
 * @param times how many times fewer rounds, at least
 */
record XGBoostRounds(
    String name, XGBoostGrid grid, int folds, int rounds, double times, Saving saving) {

  /** Share of the rows that the tuners see. */
  private static final double SEEN = 0.75;

  private static final int SEED = 2; // not that of the folds, whose draws would be the same

  /** What makes a tuner and its learner train fewer rounds. */
  interface Saving {
    void choose(XGBoostClassifier learner, Tuner tuner);
  }

  /** Early stopping of each candidate at its best mean over folds. */
  static XGBoostRounds early(XGBoostGrid grid, int folds) {
    return new XGBoostRounds(
        "early stopping",
        grid,
        folds,
        400,
        2,
        (learner, tuner) -> learner.setNumEarlyStoppingRounds(20));
  }

  /** Successive halving, each rung of which goes on from the one before. */
  static XGBoostRounds halving(XGBoostGrid grid, int folds) {
    return new XGBoostRounds(
        "halving",
        grid,
        folds,
        108,
        3,
        (learner, tuner) ->
            tuner.setScheduler("halving").setResource("iterations").setMinResource(12).setEta(3));
  }

  private record Search(double seconds, long rounds, HeldOutArea heldOut) {}

  /**
   * Runs it.
   *
   * @param table with the columns features, label and {@value XGBoostRace#FOLD}
   * @param about receives what is worth knowing
   */
  BenchmarkResult.Row run(Dataset<Row> table, Map<String, Object> about) {
    Dataset<Row> drawn = table.withColumn("drawn", functions.rand(SEED)).cache();
    Dataset<Row> seen = drawn.where(functions.col("drawn").lt(SEEN)).drop("drawn").cache();
    Dataset<Row> heldOut = drawn.where(functions.col("drawn").geq(SEEN)).drop("drawn").cache();
    about.put("rows", "%d, held out %d".formatted(seen.count(), heldOut.count()));
    search(seen, heldOut, saving); // warms the JVM up
    Search ours = search(seen, heldOut, saving);
    Search full = search(seen, heldOut, (learner, tuner) -> {});
    about.put("rounds", "%d, in full %d".formatted(ours.rounds(), full.rounds()));
    List.of(drawn, seen, heldOut).forEach(Dataset::unpersist);
    return row(ours, full);
  }

  private BenchmarkResult.Row row(Search ours, Search full) {
    double ratio = (double) full.rounds() / ours.rounds();
    String line = "adult, %d maps x %d folds x %d rounds, %s / all";
    return new BenchmarkResult.Row(
        line.formatted(grid.maps().size(), folds, rounds, name),
        new Times(name, List.of(ours.seconds())),
        new Times("all rounds", List.of(full.seconds())),
        full.seconds() / times,
        ("at least %.0f times fewer rounds, is %.2f; "
                + "area not behind by a standard error (%.4f), %.4f to %.4f")
            .formatted(
                times, ratio, full.heldOut().error(), ours.heldOut().area(), full.heldOut().area()),
        ratio >= times && ours.heldOut().isWithinErrorOf(full.heldOut()));
  }

  private Search search(Dataset<Row> seen, Dataset<Row> heldOut, Saving chosen) {
    XGBoostClassifier learner = grid.estimator().setNumRound(rounds).setSeedPerIteration(true);
    Tuner tuner = XGBoostRace.configured(new Tuner(), folds);
    chosen.choose(learner, tuner);
    tuner.setEstimator(learner);
    tuner.setEstimatorParamMaps(grid.maps().toArray(ParamMap[]::new));
    long before = System.nanoTime();
    TunerModel model = tuner.fit(seen);
    double seconds = (System.nanoTime() - before) / 1e9;
    int refit = ((XGBoostClassificationModel) model.bestModel()).getNumRound();
    return new Search(
        seconds, trained(model.study()) + refit, HeldOutArea.of(model.transform(heldOut)));
  }

  /**
   * Rounds of all cells: those that their curves show, or else those of the last rung of each
   * trial.
   */
  private long trained(StudyRecord study) {
    return study.curves().isEmpty()
        ? study.trials().stream()
            .mapToLong(trial -> Math.round(trial.evaluation().fidelity() * rounds * folds))
            .sum()
        : study.curves().size();
  }
}
