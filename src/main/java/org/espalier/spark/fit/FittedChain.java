package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.espalier.spark.task.FitResult;
import org.jspecify.annotations.Nullable;

/**
 * Fit of a chain, or of its last estimator alone.
 *
 * @param model model as returned by the estimator's own fit under the map; null if a task returned
 *     scores alone
 * @param own the stages from the last estimator on, if there is a model
 * @param result of the last estimator
 * @param twin the last stage of an ordinary fit, where this one is verified by it
 */
public record FittedChain(
    @Nullable Model<?> model, List<Transformer> own, FitResult result, @Nullable Transformer twin) {

  public FittedChain {
    own = List.copyOf(own);
  }

  /**
   * Fit of the last estimator alone.
   *
   * @param model null if a task returned scores alone
   */
  FittedChain(@Nullable Model<?> model, FitResult result) {
    this(model, model == null ? List.of() : List.of(model), result, null);
  }

  /** Copy followed by the stages behind the last estimator. */
  FittedChain followedBy(List<Transformer> behind) {
    if (behind.isEmpty() || model == null) {
      return this;
    }
    List<Transformer> all = new ArrayList<>(own);
    all.addAll(behind);
    return new FittedChain(model, all, result, twin);
  }

  /** Copy that an ordinary fit has verified. */
  FittedChain verifiedBy(Model<?> ordinary) {
    return new FittedChain(model, own, result, ordinary);
  }

  /** Scores of the fold's validation rows by metric; empty if the model is to be scored. */
  Map<String, Double> scores() {
    return result.scores();
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
