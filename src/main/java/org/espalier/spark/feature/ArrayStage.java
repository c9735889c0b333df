package org.espalier.spark.feature;

import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;

/** Fit and transformation of one class of MLlib's stages on columns in arrays. */
public interface ArrayStage {

  /** True if a stage is of the class, and all its params are known here. */
  boolean takes(PipelineStage stage);

  /**
   * Learns from the training rows of a fold, and adds the stage's columns for all of its rows.
   *
   * @param stage for which {@link #takes} is true
   * @return the model that the stage's own fit gives, or the stage itself; empty where MLlib may
   *     refuse a row or a column
   */
  Optional<Transformer> fit(PipelineStage stage, FoldColumns columns);

  /** A model with the params and the parent that the estimator's own fit gives it. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // Spark's own type contains itself
  static Transformer of(Estimator<?> estimator, Model<?> model) {
    estimator.copyValues(model, ParamMap.empty());
    ((Model) model).setParent((Estimator) estimator);
    return model;
  }
}
