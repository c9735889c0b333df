package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Spark's {@code CrossValidator}, faster and harder to kill: replace {@code new CrossValidator()}
 * by {@code new Tuner()} and nothing else changes.
 *
 * <p>Same folds bit for bit, same average metrics, same best map. All cells (a map on a fold) run
 * side by side without a barrier between folds. A map that throws or whose metric is NaN is a
 * failed trial of {@link TunerModel#study()}: its average metric is the worst finite one, and it
 * never wins. {@code parallelism}, unless set, follows the cluster's slots.
 */
public class Tuner extends CrossValidator {

  /**
   * CrossValidator's own default seed is the hash of its class name; with another one the folds
   * would be others.
   */
  private static final long DEFAULT_SEED = CrossValidator.class.getName().hashCode();

  /** A tuner with a random uid. */
  public Tuner() {
    this(Identifiable$.MODULE$.randomUID("tuner"));
  }

  public Tuner(String uid) {
    super(uid);
    setDefault(seed(), DEFAULT_SEED);
  }

  /**
   * Evaluates all maps by cross-validation and fits the best one on all rows.
   *
   * @throws IllegalStateException if no map could be evaluated
   */
  @Override
  public TunerModel fit(Dataset<?> dataset) {
    Estimator<?> estimator = getEstimator();
    Evaluator evaluator = getEvaluator();
    ParamMap[] maps = getEstimatorParamMaps();
    MapConfigurations configurations = new MapConfigurations(maps);
    try (FoldedRows rows = FoldedRows.of(dataset, this);
        MapCells cells =
            new MapCells(estimator, evaluator, configurations, rows, getCollectSubModels())) {
      StudyRecord study = new MapStudy(this, configurations, cells, rows).run();
      List<TrialRow> trials = study.trials();
      double[] metrics = averages(trials, evaluator.isLargerBetter());
      int best = best(trials, evaluator.isLargerBetter());
      Model<?> bestModel = (Model<?>) estimator.fit(dataset, maps[best]);
      TunerModel model = new TunerModel(uid(), bestModel, metrics, study);
      if (getCollectSubModels()) {
        model.setSubModels(scala.Option.apply(cells.subModels()));
      }
      model.setParent(this);
      copyValues(model, ParamMap.empty());
      return model;
    }
  }

  /** Averages over folds, in the order of the maps; of a failed map the worst finite one. */
  private static double[] averages(List<TrialRow> trials, boolean largerBetter) {
    double[] finite = trials.stream().flatMapToDouble(t -> t.score().stream()).sorted().toArray();
    if (finite.length == 0) {
      throw new IllegalStateException(
          "All %d param maps failed; the first with: %s"
              .formatted(trials.size(), trials.get(0).reason()));
    }
    double worst = largerBetter ? finite[0] : finite[finite.length - 1];
    return trials.stream().mapToDouble(trial -> trial.score().orElse(worst)).toArray();
  }

  /**
   * The first of the best, as CrossValidator chooses: by the scores as they are, not as they were
   * told.
   */
  private static int best(List<TrialRow> trials, boolean largerBetter) {
    int best = -1;
    for (TrialRow trial : trials) {
      if (trial.score().isPresent()
          && (best < 0 || better(trial, trials.get(best), largerBetter))) {
        best = trial.trial();
      }
    }
    return best;
  }

  private static boolean better(TrialRow trial, TrialRow than, boolean largerBetter) {
    double difference = trial.score().getAsDouble() - than.score().getAsDouble();
    return largerBetter ? difference > 0 : difference < 0;
  }
}
