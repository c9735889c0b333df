package org.espalier.spark.task;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;

/** Result of a fit inside a task, of which models of MLlib are made. */
public interface TaskFit {

  /**
   * A new model.
   *
   * @param estimator the one that was fitted, or a copy; it gives params and uid
   */
  Model<?> model(Estimator<?> estimator);

  /**
   * A new model with the training summary that MLlib gives.
   *
   * @param training the rows it was fitted on, which the summary reads when it is asked
   */
  Model<?> summarised(Estimator<?> estimator, Dataset<?> training);
}
