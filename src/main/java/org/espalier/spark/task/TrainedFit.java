package org.espalier.spark.task;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.task.trainer.TaskTrainer;

/** Result of a task with the trainer that makes models of it. */
record TrainedFit<R extends Serializable>(TaskTrainer<R> trainer, TaskWork.Result<R> result)
    implements TaskFit {

  @Override
  public int attempts() {
    return result.attempts();
  }

  @Override
  public Map<String, Double> scores() {
    return Collections.unmodifiableMap(result.scores());
  }

  @Override
  public boolean hasModel() {
    return result.model() != null;
  }

  private R trained() {
    R trained = result.model();
    if (trained == null) {
      throw new IllegalStateException("The task returned scores alone.");
    }
    return trained;
  }

  @Override
  public Model<?> model(Estimator<?> estimator) {
    return trainer.model(estimator, trained());
  }

  @Override
  public Model<?> summarised(Estimator<?> estimator, Dataset<?> training) {
    Model<?> model = model(estimator);
    trainer.summarise(model, estimator, trained(), training);
    return model;
  }
}
