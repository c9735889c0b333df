package org.espalier.ml.param;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ValidatorParams;
import org.apache.spark.ml.util.Identifiable;

/** Param of the estimators that a tuner chooses from. In metadata it is the list of their uids. */
public final class EstimatorsParam extends Param<Estimator<?>[]> {

  private static final long serialVersionUID = 1;

  private static final String NAME = "estimators";

  public EstimatorsParam(Identifiable owner) {
    super(
        owner.uid(),
        NAME,
        "Estimators to choose from, in place of one; the first one with its own params is the"
            + " baseline",
        TunerParam.objecting(owner, NAME, EstimatorsParam::problem));
  }

  private static Optional<String> problem(Object value) {
    if (!(value instanceof Estimator<?>[] estimators) || estimators.length == 0) {
      return Optional.of("is empty; give at least one estimator");
    }
    Set<String> uids = new HashSet<>();
    for (Estimator<?> estimator : estimators) {
      if (estimator == null) {
        return Optional.of("holds null; give estimators alone");
      }
      if (!uids.add(String.valueOf(estimator.uid()))) {
        return Optional.of(
            "has %s twice; give each once, or a copy with a uid of its own"
                .formatted(StableStageNames.where(estimator)));
      }
    }
    return Optional.empty();
  }

  /** Estimators that a tuner chooses from, or its only one; empty before it is set. */
  public static List<Estimator<?>> estimators(ValidatorParams tuner) {
    if (tuner.isSet(choice(tuner))) {
      return List.of(tuner.getOrDefault(choice(tuner)));
    }
    return tuner.isDefined(tuner.estimator()) && tuner.getEstimator() != null
        ? List.of(tuner.getEstimator())
        : List.of();
  }

  /** Copies the estimators of a tuner to its copy, which has a copy of the first one. */
  public static void copy(ValidatorParams tuner, ValidatorParams copied, ParamMap extra) {
    if (tuner.isSet(choice(tuner))) {
      List<Estimator<?>> copies = new ArrayList<>(List.of(copied.getEstimator()));
      estimators(tuner).stream().skip(1).forEach(one -> copies.add(one.copy(extra)));
      copied.set(choice(copied), joined(copies));
    }
  }

  @SuppressWarnings("unchecked") // the tuner's own
  private static Param<Estimator<?>[]> choice(ValidatorParams tuner) {
    return (Param<Estimator<?>[]>) (Param<?>) tuner.getParam(NAME);
  }

  /**
   * Estimators that share stages again after each was copied or loaded by itself: a stage is
   * replaced by an earlier one with the same uid.
   */
  public static Estimator<?>[] joined(List<Estimator<?>> estimators) {
    Map<String, PipelineStage> known = new LinkedHashMap<>();
    for (Estimator<?> estimator : estimators) {
      if (estimator instanceof Pipeline pipeline && pipeline.isDefined(pipeline.stages())) {
        pipeline.setStages(
            Arrays.stream(pipeline.getStages())
                .map(stage -> known.computeIfAbsent(String.valueOf(stage.uid()), uid -> stage))
                .toArray(PipelineStage[]::new));
      } else {
        known.putIfAbsent(String.valueOf(estimator.uid()), estimator);
      }
    }
    return estimators.toArray(Estimator<?>[]::new);
  }

  @Override
  public String jsonEncode(Estimator<?>[] value) {
    ArrayNode uids = JsonNodeFactory.instance.arrayNode();
    Arrays.stream(value).forEach(estimator -> uids.add(estimator.uid()));
    return uids.toString();
  }
}
