package org.espalier.spark.sharing;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.jspecify.annotations.Nullable;

/**
 * Fit of a chain, or of its last estimator alone.
 *
 * @param model model as returned by the estimator's own fit under the map; null if a task returned
 *     scores alone
 * @param own the stages from the last estimator on, if there is a model
 * @param scores of the fold's validation rows by metric; empty if the model is to be scored
 * @param inTask whether the last estimator was trained inside a task
 * @param twin the last stage of an ordinary fit, where this one is verified by it
 */
public record FittedChain(
    @Nullable Model<?> model,
    List<Transformer> own,
    Map<String, Double> scores,
    boolean inTask,
    @Nullable Transformer twin) {

  public FittedChain {
    own = List.copyOf(own);
  }

  /** Fit of a single stage. */
  static FittedChain of(Model<?> model, Map<String, Double> scores, boolean inTask) {
    return new FittedChain(model, List.of(model), scores, inTask, null);
  }

  /** Model of an ordinary fit. */
  static FittedChain byJobs(Model<?> model) {
    return of(model, Map.of(), false);
  }

  /** Scores that a task returned alone. */
  static FittedChain scored(Map<String, Double> scores) {
    return new FittedChain(null, List.of(), scores, true, null);
  }

  /** The same, verified by an ordinary fit. */
  FittedChain beside(Model<?> ordinary) {
    return new FittedChain(model, own, scores, inTask, ordinary);
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
