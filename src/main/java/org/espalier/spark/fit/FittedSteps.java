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

/** Fitted stages of a pipeline's chain, in order, of which the last estimator's may be missing. */
final class FittedSteps {

  private final PipelineSteps chain;
  private final List<Transformer> stages = new ArrayList<>();
  private @Nullable FittedChain last; // of the last estimator, if there is one

  FittedSteps(PipelineSteps chain) {
    this.chain = chain;
  }

  void add(Transformer stage) {
    stages.add(stage);
  }

  /**
   * Adds the fit of the last estimator.
   *
   * @return its model, if there is one
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

  /** Model of the whole pipeline; null where a task returned scores alone. */
  @Nullable PipelineModel model() {
    return isWhole()
        ? new PipelineModel(chain.whole().uid(), stages.toArray(Transformer[]::new))
            .setParent((Pipeline) chain.whole())
        : null;
  }

  /**
   * The fitted chain.
   *
   * @param model as {@link #model} made it
   */
  FittedChain fitted(@Nullable PipelineModel model) {
    List<Transformer> own =
        isWhole() ? stages.subList(chain.shareable(), stages.size()) : List.of();
    return last == null
        ? new FittedChain(model, own, new FitResult.ByJobs("no stage but transformers"), null)
        : new FittedChain(model, own, last.result(), last.twin());
  }
}
