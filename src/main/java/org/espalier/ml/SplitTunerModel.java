package org.espalier.ml;

import java.util.NoSuchElementException;
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
public final class SplitTunerModel extends TrainValidationSplitModel {

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

  /** Every trial with its state, its score, its cost, and the reason if it failed. */
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

  /** Whether there are {@link #predictions()}; they are not saved. */
  public boolean hasPredictions() {
    return predictions != null;
  }

  /**
   * Out-of-fold predictions of the best map, if {@code collectPredictions} asked for them: rows of
   * {@code key}, a hash of all columns of the row, {@code fold} from 0, {@code label} where the
   * evaluator has a labelCol, {@code prediction} and, if the model estimates it, {@code
   * probability} by class in order.
   *
   * @throws NoSuchElementException if they were not asked for
   */
  public Dataset<Row> predictions() {
    if (predictions == null) {
      throw new NoSuchElementException(
          uid() + ": predictions: there are none; collectPredictions = true, before the fit");
    }
    return predictions;
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
