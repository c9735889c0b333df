package org.espalier.spark.task;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.FoldScores;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.study.CellTraining;
import org.espalier.study.CurvePoint;
import org.espalier.study.Trainer;
import org.jspecify.annotations.Nullable;

/** Result of the fit of an estimator: what a training returned, or that jobs of Spark fit it. */
public sealed interface FitResult {

  /** Trainer of the estimator, and the reason for it. */
  CellTraining training();

  /** Scores by metric; empty if the model is to be scored. */
  default Map<String, Double> scores() {
    return Map.of();
  }

  /** Scores by iteration; empty for a fit of all iterations. */
  default List<CurvePoint> curve() {
    return List.of();
  }

  /** Scores of rows, by iteration where there is a curve; empty if a task did not return them. */
  default List<FoldScores> rows() {
    return List.of();
  }

  /** Restarts of its tasks, as an executor was lost. */
  default int restarts() {
    return 0;
  }

  /** Result of a training in a task; empty for a fit by jobs. */
  default Optional<Trained> trained() {
    return Optional.empty();
  }

  /**
   * Fit by jobs of Spark.
   *
   * @param reason for that, in a few words
   */
  record ByJobs(String reason) implements FitResult {

    @Override
    public CellTraining training() {
      return Trainer.JOBS.because(reason);
    }
  }

  /**
   * Fit by the trainer of its estimator, as the executors return it.
   *
   * @param trainer where it was trained
   * @param reason for that, in a few words
   * @param state what models are made of; null if only scores were wanted
   * @param rows by iteration where there is a curve; empty if they were not wanted, or too many
   */
  @SuppressWarnings("unchecked") // a trainer reads what it has returned
  record Trained(
      Trainer trainer,
      String reason,
      @Nullable Serializable state,
      Map<String, Double> scores,
      List<CurvePoint> curve,
      List<FoldScores> rows,
      int restarts)
      implements FitResult, Serializable {

    private static final long serialVersionUID = 1;

    public Trained {
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
      curve = List.copyOf(curve);
      rows = List.copyOf(rows);
    }

    /** Fit inside a task. */
    public static Trained inTask(
        @Nullable Serializable state,
        Map<String, Double> scores,
        List<CurvePoint> curve,
        List<FoldScores> rows,
        int restarts) {
      String reason = "its rows and its planned work fit into a task";
      return new Trained(Trainer.TASK, reason, state, scores, curve, rows, restarts);
    }

    @Override
    public CellTraining training() {
      return trainer.because(reason);
    }

    @Override
    public Optional<Trained> trained() {
      return Optional.of(this);
    }

    /** True if a model was wanted. */
    public boolean hasModel() {
      return state != null;
    }

    private Serializable wanted() {
      if (state == null) {
        throw new IllegalStateException("The training returned scores alone.");
      }
      return state;
    }

    /**
     * An estimator that differs in its number of iterations alone, to continue from this fit.
     *
     * @throws IllegalStateException if no model was wanted
     */
    public <R extends Serializable> PipelineStage continued(
        TaskTrainer<R> trainer, PipelineStage estimator) {
      return trainer.continued(estimator, (R) wanted());
    }

    /**
     * Bytes of what a model is made of.
     *
     * @throws IllegalStateException if no model was wanted
     */
    public <R extends Serializable> long bytes(TaskTrainer<R> trainer) {
      return trainer.bytes((R) wanted());
    }

    /**
     * A new model of MLlib.
     *
     * @param estimator the one that was fitted, or a copy; it gives params and uid
     * @throws IllegalStateException if none was wanted
     */
    public Model<?> model(Estimator<?> estimator) {
      return model(TaskTrainers.trainer(estimator), estimator);
    }

    private <R extends Serializable> Model<?> model(
        TaskTrainer<R> trainer, Estimator<?> estimator) {
      return trainer.model(estimator, (R) wanted());
    }

    /**
     * A new model with the training summary that MLlib gives.
     *
     * @param training the rows it was fitted on, which the summary reads when it is used
     * @throws IllegalStateException if no model was wanted
     */
    public Model<?> summarised(Estimator<?> estimator, Dataset<?> training) {
      return summarised(TaskTrainers.trainer(estimator), estimator, training);
    }

    private <R extends Serializable> Model<?> summarised(
        TaskTrainer<R> trainer, Estimator<?> estimator, Dataset<?> training) {
      Model<?> model = trainer.model(estimator, (R) wanted());
      trainer.summarise(model, estimator, (R) wanted(), training);
      return model;
    }
  }
}
