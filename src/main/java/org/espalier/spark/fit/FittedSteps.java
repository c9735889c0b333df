package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.task.FitResult;
import org.jspecify.annotations.Nullable;

/**
 * Fitted stages of a pipeline's chain, in order. The model of the last estimator may be missing.
 */
final class FittedSteps {

  private final PipelineSteps chain;
  private final List<Transformer> stages = new ArrayList<>();
  private @Nullable FittedChain last; // fit of the last estimator; null if there is none

  FittedSteps(PipelineSteps chain) {
    this.chain = chain;
  }

  void add(Transformer stage) {
    stages.add(stage);
  }

  /**
   * Adds the fit of the last estimator.
   *
   * @return its model; null if a task returned only scores
   */
  @Nullable Model<?> last(FittedChain fit) {
    last = fit;
    if (fit.model() != null) {
      stages.add(fit.model());
    }
    return fit.model();
  }

  private boolean isWhole() {
    return last == null || last.model() != null;
  }

  /** Returns the model of the whole pipeline; null if a task returned only scores. */
  @Nullable PipelineModel model() {
    return isWhole()
        ? new PipelineModel(chain.whole().uid(), stages.toArray(Transformer[]::new))
            .setParent((Pipeline) chain.whole())
        : null;
  }

  /**
   * Returns the fitted chain.
   *
   * @param model result of {@link #model}
   */
  FittedChain fitted(@Nullable PipelineModel model) {
    List<Transformer> own =
        isWhole() ? stages.subList(chain.shareable(), stages.size()) : List.of();
    return last == null
        ? new FittedChain(model, own, new FitResult.ByJobs("no stage but transformers"), null)
        : new FittedChain(model, own, last.result(), last.twin());
  }
}
