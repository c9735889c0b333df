package org.espalier.ml;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
public final class TunerModel extends CrossValidatorModel implements TunedModel {

  private final double[] stdMetrics;
  private final transient StudyRecord study;
  private final transient @Nullable Dataset<Row> predictions;

  TunerModel(String uid, TunerFit.Found found) {
    this(
        uid,
        found.bestModel(),
        found.metrics(),
        found.deviations().stream().mapToDouble(std -> std.orElse(Double.NaN)).toArray(),
        found.study(),
        found.subModels().map(SubModels::byFold).orElse(null),
        found.predictions().orElse(null));
  }

  private TunerModel(
      String uid,
      Model<?> bestModel,
      double[] avgMetrics,
      double[] stdMetrics,
      StudyRecord study,
      Model<?> @Nullable [][] subModels,
      @Nullable Dataset<Row> predictions) {
    super(uid, bestModel, avgMetrics);
    this.stdMetrics = stdMetrics;
    this.study = study;
    this.predictions = predictions;
    setSubModels(Option.apply(subModels));
  }

  /**
   * Standard deviations of the metric over folds (of the population, as PySpark's), in the order of
   * {@link #avgMetrics()}; NaN for a map that failed. Not saved.
   */
  public double[] stdMetrics() {
    return stdMetrics.clone();
  }

  @Override
  public StudyRecord study() {
    return study;
  }

  @Override
  public Optional<Dataset<Row>> outOfFold() {
    return Optional.ofNullable(predictions);
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
            subModels,
            predictions);
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
