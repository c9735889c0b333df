package org.espalier.spark.chain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.spark.ParamValues;
import org.espalier.spec.learners.Learners;
import org.espalier.study.RungLadder;

/**
 * Param of an estimator with its number of passes over the rows, or of trees.
 *
 * <p>A fit of fewer iterations is continued when its trial is promoted where its trainer does so
 * ({@link org.espalier.spark.local.trainer.TaskTrainer#continues}); none of MLlib's learners can do
 * that with the result of a fit from scratch. {@code LogisticRegression} and {@code
 * MultilayerPerceptronClassifier} take initial weights, but not the history of L-BFGS; {@code
 * GBTClassifier} and {@code GBTRegressor} grow the same trees again, and take no initial model; a
 * forest samples rows for all of its trees together; all others take no initial model.
 *
 * @param owner stage that has the param: the estimator, the one that it wraps, or its last stage
 */
public record IterationParam(Params owner, IntParam param) {

  /** Param of iterations without a better score, as {@code xgboost4j-spark} calls it. */
  public static final String PATIENCE = "numEarlyStoppingRounds";

  /** Param of an estimator; for a pipeline that of the last stage that has one. */
  public static Optional<IterationParam> of(PipelineStage stage) {
    if (stage instanceof Pipeline pipeline) {
      return Stream.of(pipeline.getStages())
          .flatMap(inner -> of(inner).stream())
          .reduce((earlier, last) -> last);
    }
    if (stage instanceof OneVsRest wrapper) {
      return of(wrapper.getClassifier());
    }
    return stage instanceof Estimator<?> estimator
        ? of(
            estimator,
            Learners.known()
                .ofEstimator(stage.getClass())
                .map(learner -> learner.params().iterations())
                .orElse(LearnerDescriptor.ITERATIONS))
        : Optional.empty();
  }

  /** Param of an estimator that has one of some names, or of the classifier that it wraps. */
  public static Optional<IterationParam> of(Estimator<?> estimator, List<String> names) {
    Params stage = estimator instanceof OneVsRest wrapper ? wrapper.getClassifier() : estimator;
    return names.stream()
        .filter(stage::hasParam)
        .map(stage::getParam)
        .filter(IntParam.class::isInstance)
        .map(param -> new IterationParam(stage, (IntParam) param))
        .findFirst();
  }

  /** True if a fit can end before its last iteration. */
  public boolean mayEndEarly() {
    return owner.hasParam(PATIENCE);
  }

  /** Value in a map, or else the stage's own; empty if neither has one. */
  public OptionalInt inFull(ParamMap map) {
    Optional<Object> value =
        map.contains(param)
            ? Optional.ofNullable(map.apply(param))
            : ParamValues.current(owner, param);
    return value.stream().mapToInt(Integer.class::cast).findFirst();
  }

  /** Copy of a map with the iterations of a rung. */
  public ParamMap cut(ParamMap map, RungLadder ladder, int rung) {
    return map.copy().put(param.w(ladder.iterations(rung, inFull(map).orElseThrow())));
  }

  /** A map for a fit that does not end early; the map itself for one that never does. */
  public ParamMap whole(ParamMap map) {
    return mayEndEarly() ? withIterations(map, inFull(map).orElseThrow(), 0) : map;
  }

  /**
   * Copy of a map with a number of iterations.
   *
   * @param patience iterations without a better score after which the fit ends, and returns its
   *     curve; 0 for all
   */
  public ParamMap withIterations(ParamMap map, int iterations, int patience) {
    ParamMap copy = map.copy().put(param.w(iterations));
    return mayEndEarly()
        ? copy.put(((IntParam) (Param<?>) owner.getParam(PATIENCE)).w(patience))
        : copy;
  }
}
