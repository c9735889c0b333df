package org.espalier.ml;

import java.util.Arrays;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.espalier.Api;
import org.espalier.journal.StudyRecord;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Model of a {@link Tuner}: a {@code CrossValidatorModel} with its study. It is saved as a plain
 * {@code CrossValidatorModel} that Spark loads without this jar; neither the study nor incomplete
 * sub-models (where maps failed) are saved with it.
 */
@Api
public final class TunerModel extends CrossValidatorModel {

  private final double[] stdMetrics;
  private final transient StudyRecord study;

  TunerModel(String uid, TunerFit.Found found) {
    this(
        uid,
        found.bestModel(),
        found.metrics(),
        found.deviations().stream().mapToDouble(std -> std.orElse(Double.NaN)).toArray(),
        found.study(),
        found.subModels().map(SubModels::byFold).orElse(null));
  }

  private TunerModel(
      String uid,
      Model<?> bestModel,
      double[] avgMetrics,
      double[] stdMetrics,
      StudyRecord study,
      Model<?> @Nullable [][] subModels) {
    super(uid, bestModel, avgMetrics);
    this.stdMetrics = stdMetrics;
    this.study = study;
    setSubModels(Option.apply(subModels));
  }

  /**
   * Standard deviations of the metric over folds (of the population, as PySpark's), in the order of
   * {@link #avgMetrics()}; NaN for a map that failed. Not saved.
   */
  public double[] stdMetrics() {
    return stdMetrics.clone();
  }

  /** Every trial with its state, its scores by fold, its cost, and the reason if it failed. */
  public StudyRecord study() {
    return study;
  }

  /**
   * Metric of the best model on the rows that {@code heldOut} kept from the search; NaN without
   * any. Not saved.
   */
  public double heldOutMetric() {
    return TunerFit.heldOutMetric(study);
  }

  @Override
  public TunerModel copy(ParamMap extra) {
    Model<?>[][] subModels = hasSubModels() ? SubModels.copy(subModels()) : null;
    TunerModel copied =
        new TunerModel(
            uid(),
            bestModel().copy(extra),
            avgMetrics().clone(),
            stdMetrics.clone(),
            study,
            subModels);
    copyValues(copied, extra);
    copied.setParent(parent());
    return copied;
  }

  @Override
  public CrossValidatorModel.CrossValidatorModelWriter write() {
    CrossValidatorModel plain = new CrossValidatorModel(uid(), bestModel(), avgMetrics());
    copyValues(plain, ParamMap.empty());
    if (hasSubModels() && Arrays.stream(subModels()).allMatch(SubModels::complete)) {
      plain.setSubModels(Option.apply(subModels()));
    }
    return plain.write();
  }
}
