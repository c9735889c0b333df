package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.espalier.evaluate.FoldScores;
import org.espalier.spark.local.TaskFit;
import org.espalier.study.CellTraining;
import org.espalier.study.CurvePoint;
import org.espalier.study.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Fit of a chain, or of its last estimator alone.
 *
 * @param model model as returned by the estimator's own fit under the map; null if a task returned
 *     scores alone
 * @param own the stages from the last estimator on, if there is a model
 * @param scores of the fold's validation rows by metric; empty if the model is to be scored
 * @param curve scores by iteration, of a fit that ends early
 * @param rows scores of the fold's validation rows, by iteration where there is a curve; empty if a
 *     task did not return them
 * @param training where the last estimator was trained
 * @param twin the last stage of an ordinary fit, where this one is verified by it
 */
public record FittedChain(
    @Nullable Model<?> model,
    List<Transformer> own,
    Map<String, Double> scores,
    List<CurvePoint> curve,
    List<FoldScores> rows,
    CellTraining training,
    @Nullable Transformer twin) {

  public FittedChain {
    own = List.copyOf(own);
    curve = List.copyOf(curve);
    rows = List.copyOf(rows);
  }

  /**
   * Model of an ordinary fit.
   *
   * @param reason why it was not trained inside a task
   */
  public static FittedChain byJobs(Model<?> model, String reason) {
    return new FittedChain(
        model, List.of(model), Map.of(), List.of(), List.of(), Trainer.JOBS.because(reason), null);
  }

  /**
   * Fit inside a task.
   *
   * @param model null if the task returned scores alone
   * @param reason why it was trained there
   */
  static FittedChain inTask(@Nullable Model<?> model, TaskFit<?> fit, String reason) {
    List<Transformer> own = model == null ? List.of() : List.of(model);
    return new FittedChain(
        model, own, fit.scores(), fit.curve(), fit.rows(), Trainer.TASK.because(reason), null);
  }

  /** The same, with the stages behind the last estimator. */
  public FittedChain before(List<Transformer> behind) {
    if (behind.isEmpty() || model == null) {
      return this;
    }
    List<Transformer> all = new ArrayList<>(own);
    all.addAll(behind);
    return new FittedChain(model, all, scores, curve, rows, training, twin);
  }

  /** True if the last estimator was trained inside a task. */
  boolean inTask() {
    return training.trainer() == Trainer.TASK;
  }

  /** The same, verified by an ordinary fit. */
  FittedChain beside(Model<?> ordinary) {
    return new FittedChain(model, own, scores, curve, rows, training, ordinary);
  }

  /**
   * The model.
   *
   * @throws IllegalStateException if there are scores alone
   */
  public Model<?> whole() {
    if (model == null) {
      throw new IllegalStateException("A task returned scores alone.");
    }
    return model;
  }
}
