package org.espalier.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.journal.CellRow;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.space.SearchSpace;

/**
 * A search with a scheduler against the same proposals in full: the seconds of all its tasks, from
 * the call to the returned model, and how good the winners are on a fifth of the rows that neither
 * has seen.
 *
 * <p>The bound: what the scheduler's cells cost in the search in full, a cell of fewer rows its
 * share by rows, and the rest of that search as it is (rows stored, the winner fitted on all rows).
 * As good configurations cost more than poor ones, it is above the share of rows.
 *
 * @param times how many times less the task time is to be
 * @param loss what the winner may lose on held-out rows, on average over seeds
 */
record SavingRace(
    String name,
    Dataset<Row> rows,
    Estimator<?> learner,
    SearchSpace space,
    Evaluator evaluator,
    int folds,
    int trials,
    int seeds,
    double times,
    double loss) {

  /** Chooses a tuner's scheduler. */
  interface Scheduling {
    void choose(Tuner tuner);
  }

  private record Fold(int trial, int fold) {}

  private record Search(double taskSeconds, double heldOut, List<CellRow> cells) {

    /** The part of the tasks' seconds that another search's cells have in this one. */
    double costOf(Search other) {
      Map<Fold, CellRow> inFull = new HashMap<>();
      cells.forEach(cell -> inFull.put(new Fold(cell.trial(), cell.split().fold()), cell));
      double cost = taskSeconds;
      for (CellRow cell : cells) {
        cost -= cell.cost().taskSeconds();
      }
      for (CellRow cell : other.cells) {
        CellRow full =
            Objects.requireNonNull(inFull.get(new Fold(cell.trial(), cell.split().fold())));
        cost += full.cost().taskSeconds() * cell.split().rows() / full.split().rows();
      }
      return cost;
    }
  }

  BenchmarkResult.Row run(Scheduling scheduling) {
    List<Double> ours = new ArrayList<>();
    List<Double> full = new ArrayList<>();
    double lost = 0;
    List<Double> bounds = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      Dataset<Row>[] parts = rows.randomSplit(new double[] {0.8, 0.2}, seed);
      Dataset<Row> training = parts[0].cache();
      Dataset<Row> heldOut = parts[1].cache();
      training.count();
      heldOut.count();
      if (seed == 0) {
        search(training, heldOut, seed, scheduling); // warms the JVM up
      }
      Search mine = search(training, heldOut, seed, scheduling);
      Search rival = search(training, heldOut, seed, tuner -> tuner.setScheduler("full"));
      ours.add(mine.taskSeconds());
      full.add(rival.taskSeconds());
      double worse = rival.heldOut() - mine.heldOut();
      lost += (evaluator.isLargerBetter() ? worse : -worse) / seeds;
      bounds.add(rival.costOf(mine));
      training.unpersist(true);
      heldOut.unpersist(true);
    }
    Times mine = new Times("scheduled", ours);
    Times rival = new Times("full", full);
    double ratio = rival.median() / mine.median();
    return new BenchmarkResult.Row(
        name + ", task seconds",
        mine,
        rival,
        new Times("bound", bounds).median(),
        "%.1f times less, is %.2f; loses at most %s held out, loses %.4f (%d seeds)"
            .formatted(times, ratio, loss, lost, seeds),
        ratio >= times && lost <= loss);
  }

  private Search search(
      Dataset<Row> training, Dataset<Row> heldOut, int seed, Scheduling scheduling) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(evaluator);
    tuner.setNumFolds(folds);
    tuner.setParallelism(2);
    tuner.setSeed(seed);
    tuner.setSpace(space).setTrials(trials);
    scheduling.choose(tuner);
    TaskSeconds seconds = new TaskSeconds();
    SparkContext context = rows.sparkSession().sparkContext();
    context.addSparkListener(seconds);
    TunerModel model = tuner.fit(training);
    double spent = seconds.until(context);
    context.removeSparkListener(seconds);
    List<CellRow> cells =
        model.study().cells().stream().filter(cell -> cell.cost().span().startedAt() > 0).toList();
    return new Search(spent, evaluator.evaluate(model.transform(heldOut)), cells);
  }
}
