package org.espalier.spark.sharing;

import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.plan.Catalogue;
import org.espalier.study.RungLadder;

/**
 * The param by which an estimator says how often it goes over its rows, or how many trees it grows.
 *
 * <p>A fit of fewer iterations is not gone on with when its trial gets more: none of MLlib's
 * learners can do that and come to what a fit from scratch comes to. {@code LogisticRegression} and
 * {@code MultilayerPerceptronClassifier} take a start, but not the history of L-BFGS; {@code
 * GBTClassifier} and {@code GBTRegressor} grow the same trees again, and take no start; a forest
 * draws its rows for all of its trees together; all others take no start at all.
 *
 * @param owner the stage that has it: the estimator, what it is made around, or its last stage
 */
public record IterationParam(Params owner, IntParam param) {

  /** The param of an estimator; of a pipeline the last stage's that has one. */
  public static Optional<IterationParam> of(PipelineStage stage) {
    if (stage instanceof Pipeline pipeline) {
      PipelineStage[] stages = pipeline.getStages();
      for (int i = stages.length - 1; i >= 0; i--) {
        Optional<IterationParam> found = of(stages[i]);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    if (stage instanceof OneVsRest wrapper) {
      return of(wrapper.getClassifier());
    }
    return stage instanceof Estimator<?> ? ofParams(stage) : Optional.empty();
  }

  private static Optional<IterationParam> ofParams(Params stage) {
    return Catalogue.ITERATIONS.stream()
        .filter(stage::hasParam)
        .map(stage::getParam)
        .filter(IntParam.class::isInstance)
        .map(param -> new IterationParam(stage, (IntParam) param))
        .findFirst();
  }

  /** What a map asks for; what the stage has where it asks for nothing. */
  public int inFull(ParamMap map) {
    return map.contains(param) ? (Integer) map.apply(param) : (Integer) owner.getOrDefault(param);
  }

  /** The same map with the iterations that a rung gives. */
  public ParamMap cut(ParamMap map, RungLadder ladder, int rung) {
    return map.copy().put(param.w(ladder.iterations(rung, inFull(map))));
  }
}
