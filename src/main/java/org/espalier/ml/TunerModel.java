package org.espalier.ml;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.espalier.journal.StudyRecord;

/**
 * The model of a {@link Tuner}: a {@code CrossValidatorModel} that remembers its study. Saved, it
 * is a plain {@code CrossValidatorModel} that Spark loads without this jar; the study is not saved
 * with it.
 */
public final class TunerModel extends CrossValidatorModel {

  private final transient StudyRecord study;

  TunerModel(String uid, Model<?> bestModel, double[] avgMetrics, StudyRecord study) {
    super(uid, bestModel, avgMetrics);
    this.study = study;
  }

  /** Every trial with its state, its scores by fold, its cost, and the reason if it failed. */
  public StudyRecord study() {
    return study;
  }

  @Override
  public TunerModel copy(ParamMap extra) {
    TunerModel copied = new TunerModel(uid(), bestModel().copy(extra), avgMetrics().clone(), study);
    copyValues(copied, extra);
    if (hasSubModels()) {
      copied.setSubModels(scala.Option.apply(subModels()));
    }
    copied.setParent(parent());
    return copied;
  }

  @Override
  public CrossValidatorModel.CrossValidatorModelWriter write() {
    CrossValidatorModel plain = new CrossValidatorModel(uid(), bestModel(), avgMetrics());
    copyValues(plain, ParamMap.empty());
    if (hasSubModels()) {
      plain.setSubModels(scala.Option.apply(subModels()));
    }
    return plain.write();
  }
}
