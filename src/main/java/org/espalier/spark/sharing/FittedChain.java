package org.espalier.spark.sharing;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Transformer;
import org.jspecify.annotations.Nullable;

/**
 * A fitted chain.
 *
 * @param model model as returned by the estimator's own fit under the map; null if a task returned
 *     scores alone
 * @param own the stages from the last estimator on
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

  /** Chain of a single stage, or of a learner. */
  static FittedChain of(SharedFits.Fit fit) {
    List<Transformer> own = fit.model() == null ? List.of() : List.of(fit.model());
    return new FittedChain(fit.model(), own, fit.scores(), fit.inTask(), fit.twin());
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
