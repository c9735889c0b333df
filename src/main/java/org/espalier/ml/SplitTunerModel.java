package org.espalier.ml;

import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.Api;
import org.espalier.journal.StudyRecord;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Model of a {@link SplitTuner}: a {@code TrainValidationSplitModel} with its study. It is saved as
 * a plain {@code TrainValidationSplitModel}, see {@link TunerModel}.
 */
@Api
public final class SplitTunerModel extends TrainValidationSplitModel implements TunedModel {

  private final transient StudyRecord study;
  private final transient @Nullable Dataset<Row> predictions;

  SplitTunerModel(String uid, TunerFit.Found found) {
    this(
        uid,
        found.bestModel(),
        found.metrics(),
        found.study(),
        found.subModels().map(models -> models.byFold()[0]).orElse(null),
        found.predictions().orElse(null));
  }

  private SplitTunerModel(
      String uid,
      Model<?> bestModel,
      double[] validationMetrics,
      StudyRecord study,
      Model<?> @Nullable [] subModels,
      @Nullable Dataset<Row> predictions) {
    super(uid, bestModel, validationMetrics);
    this.study = study;
    this.predictions = predictions;
    setSubModels(Option.apply(subModels));
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
  public SplitTunerModel copy(ParamMap extra) {
    Model<?>[] subModels = hasSubModels() ? SubModels.copy(subModels()) : null;
    SplitTunerModel copied =
        new SplitTunerModel(
            uid(),
            bestModel().copy(extra),
            validationMetrics().clone(),
            study,
            subModels,
            predictions);
    copyValues(copied, extra);
    copied.setParent(parent());
    return copied;
  }

  @Override
  public TrainValidationSplitModel.TrainValidationSplitModelWriter write() {
    TrainValidationSplitModel plain =
        new TrainValidationSplitModel(uid(), bestModel(), validationMetrics());
    copyValues(plain, ParamMap.empty());
    if (hasSubModels() && SubModels.complete(subModels())) {
      plain.setSubModels(Option.apply(subModels()));
    }
    return plain.write();
  }
}
