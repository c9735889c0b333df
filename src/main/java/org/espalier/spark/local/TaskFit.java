package org.espalier.spark.local;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.FoldScores;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.study.CurvePoint;
import org.jspecify.annotations.Nullable;

/**
 * Result of a fit inside a task.
 *
 * @param trainer makes models of it
 * @param trained null if only scores were wanted
 * @param scores by metric; empty if none were wanted
 * @param curve scores by iteration; empty for a fit of all iterations
 * @param rows scores of the rows, by iteration where there is a curve; empty if they were not
 *     wanted, or too many
 * @param attempts of its task, which is restarted whenever its executor is lost
 */
public record TaskFit<R extends Serializable>(
    TaskTrainer<R> trainer,
    @Nullable R trained,
    Map<String, Double> scores,
    List<CurvePoint> curve,
    List<FoldScores> rows,
    int attempts) {

  public TaskFit {
    curve = List.copyOf(curve);
    rows = List.copyOf(rows);
  }

  /** True if a model was wanted. */
  public boolean hasModel() {
    return trained != null;
  }

  private R wanted() {
    if (trained == null) {
      throw new IllegalStateException("The task returned scores alone.");
    }
    return trained;
  }

  /** An estimator that differs in its number of iterations alone, to go on from this fit. */
  public PipelineStage continued(PipelineStage estimator) {
    return trainer.continued(estimator, wanted());
  }

  /** Bytes of the result that a model is made of. */
  public long bytes() {
    return trained == null ? 0 : trainer.bytes(trained);
  }

  /**
   * A new model of MLlib.
   *
   * @param estimator the one that was fitted, or a copy; it gives params and uid
   * @throws IllegalStateException if none was wanted
   */
  public Model<?> model(Estimator<?> estimator) {
    return trainer.model(estimator, wanted());
  }

  /**
   * A new model with the training summary that MLlib gives.
   *
   * @param training the rows it was fitted on, which the summary reads when it is used
   * @throws IllegalStateException if no model was wanted
   */
  public Model<?> summarised(Estimator<?> estimator, Dataset<?> training) {
    Model<?> model = model(estimator);
    trainer.summarise(model, estimator, wanted(), training);
    return model;
  }
}
