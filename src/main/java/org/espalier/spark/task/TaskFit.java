package org.espalier.spark.task;

import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;

/** Result of a fit inside a task. */
public interface TaskFit {

  /** Attempts of its task, which is restarted whenever its executor is lost. */
  int attempts();

  /** Scores by metric; empty if none were wanted. */
  Map<String, Double> scores();

  /** True if a model was wanted. */
  boolean hasModel();

  /**
   * A new model of MLlib.
   *
   * @param estimator the one that was fitted, or a copy; it gives params and uid
   * @throws IllegalStateException if none was wanted
   */
  Model<?> model(Estimator<?> estimator);

  /**
   * A new model with the training summary that MLlib gives.
   *
   * @param training the rows it was fitted on, which the summary reads when it is used
   * @throws IllegalStateException if no model was wanted
   */
  Model<?> summarised(Estimator<?> estimator, Dataset<?> training);
}
