package org.espalier.spark.feature;

import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;

/** Fit and transformation of one class of MLlib stages on columns in arrays. */
public interface ArrayStage {

  /** Returns true if a stage is of the class, and this implementation supports all its params. */
  boolean takes(PipelineStage stage);

  /**
   * Learns from the training rows of a fold, and adds the stage's columns for all of its rows.
   *
   * @param stage stage for which {@link #takes} is true
   * @return the model that the stage's own fit returns, or the stage itself; empty if MLlib may
   *     refuse a row or a column
   */
  Optional<Transformer> fit(PipelineStage stage, FoldColumns columns);

  /** Gives a model the params and the parent that the estimator's own fit sets. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // the type of Spark's estimators refers to itself
  static Transformer of(Estimator<?> estimator, Model<?> model) {
    estimator.copyValues(model, ParamMap.empty());
    ((Model) model).setParent((Estimator) estimator);
    return model;
  }
}
