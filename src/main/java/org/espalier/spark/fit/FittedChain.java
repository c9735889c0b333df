package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.espalier.spark.task.FitResult;
import org.jspecify.annotations.Nullable;

/**
 * Result of fitting a chain, or its last estimator alone.
 *
 * @param model model that the estimator's own fit would return under the map; null if a task
 *     returned only scores
 * @param own fitted stages from the last estimator on; empty if there is no model
 * @param result result of training the last estimator
 * @param twin last stage of the ordinary fit that verifies this one; null if it is not verified
 */
public record FittedChain(
    @Nullable Model<?> model, List<Transformer> own, FitResult result, @Nullable Transformer twin) {

  public FittedChain {
    own = List.copyOf(own);
  }

  /**
   * Creates the result of fitting the last estimator alone.
   *
   * @param model fitted model; null if a task returned only scores
   */
  FittedChain(@Nullable Model<?> model, FitResult result) {
    this(model, model == null ? List.of() : List.of(model), result, null);
  }

  /** Returns a copy followed by the stages after the last estimator. */
  FittedChain followedBy(List<Transformer> behind) {
    if (behind.isEmpty() || model == null) {
      return this;
    }
    List<Transformer> all = new ArrayList<>(own);
    all.addAll(behind);
    return new FittedChain(model, all, result, twin);
  }

  /** Returns a copy with the model of the ordinary fit that verifies it. */
  FittedChain verifiedBy(Model<?> ordinary) {
    return new FittedChain(model, own, result, ordinary);
  }

  /**
   * Returns the scores of the fold's validation rows by metric; empty if the model must still be
   * scored.
   */
  Map<String, Double> scores() {
    return result.scores();
  }

  /**
   * Returns the model.
   *
   * @throws IllegalStateException if there are only scores
   */
  public Model<?> whole() {
    if (model == null) {
      throw new IllegalStateException("A task returned scores alone.");
    }
    return model;
  }
}
