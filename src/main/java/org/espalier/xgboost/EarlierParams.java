package org.espalier.xgboost;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.space.ParamSchedule;
import org.espalier.spec.Suggestion;

/**
 * Param values of the earlier rounds of an estimator, from its {@link ParamSchedule}. Only params
 * of single trees may differ, since they leave the matrix and the objective unchanged.
 */
final class EarlierParams {

  /** Params that may change between rounds. */
  static final Set<String> CHANGING =
      Collections.unmodifiableSet(
          new TreeSet<>(
              Set.of(
                  "alpha",
                  "colsampleBylevel",
                  "colsampleBynode",
                  "colsampleBytree",
                  "eta",
                  "gamma",
                  "lambda",
                  "maxDeltaStep",
                  "maxDepth",
                  "maxLeaves",
                  "minChildWeight",
                  "subsample")));

  private EarlierParams() {}

  /**
   * Rounds with other param values.
   *
   * @param until number of rounds trained at the end of the phase
   * @param given values by XGBoost's names
   */
  record Phase(int until, Map<String, String> given) implements Serializable {

    private static final long serialVersionUID = 1;

    Phase {
      given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }
  }

  /** Returns the problem of a schedule's text, with a remedy; empty if there is none. */
  static Optional<String> problem(String text) {
    try {
      ParamSchedule.of(text)
          .phases()
          .forEach(phase -> phase.values().forEach(EarlierParams::requireValue));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static void requireValue(String name, String text) {
    if (!CHANGING.contains(name)) {
      throw new IllegalArgumentException(
          "'%s' cannot change from round to round; %s"
              .formatted(name, Suggestion.of(name, CHANGING)));
    }
    param(name)
        .range()
        .problem(value(name, text))
        .ifPresent(
            wrong -> {
              throw new IllegalArgumentException("%s %s".formatted(name, wrong));
            });
  }

  private static XGBoostParam param(String name) {
    return Objects.requireNonNull(XGBoostParam.all().get(name));
  }

  private static Object value(String name, String text) {
    try {
      return param(name).type() == XGBoostParam.Type.WHOLE
          ? (Object) Integer.valueOf(text)
          : Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is '%s'; give a number, a whole one if the param takes these".formatted(name, text),
          e);
    }
  }

  private static ParamSchedule schedule(PipelineStage estimator) {
    Param<Object> param = estimator.getParam(ParamSchedule.PARAM);
    return estimator.isDefined(param)
        ? ParamSchedule.of(String.valueOf(estimator.getOrDefault(param)))
        : ParamSchedule.NONE;
  }

  /** Returns the phases of an estimator, in order. */
  static List<Phase> of(PipelineStage estimator) {
    List<Phase> phases = new ArrayList<>();
    for (ParamSchedule.Phase phase : schedule(estimator).phases()) {
      Map<String, String> given = new LinkedHashMap<>();
      phase
          .values()
          .forEach((name, text) -> given.put(param(name).own(), String.valueOf(value(name, text))));
      phases.add(new Phase(phase.until(), given));
    }
    return phases;
  }

  /**
   * Returns the estimator with the values and rounds up to the end of its last phase; empty if it
   * has no phases.
   */
  static Optional<PipelineStage> before(PipelineStage estimator) {
    List<ParamSchedule.Phase> phases = schedule(estimator).phases();
    if (phases.isEmpty()) {
      return Optional.empty();
    }
    ParamSchedule.Phase last = phases.get(phases.size() - 1);
    PipelineStage before = estimator.copy(ParamMap.empty());
    last.values().forEach((name, text) -> before.set(before.getParam(name), value(name, text)));
    before.set(before.getParam("numRound"), last.until());
    Param<Object> param = before.getParam(ParamSchedule.PARAM);
    if (phases.size() == 1) {
      before.clear(param);
    } else {
      before.set(param, new ParamSchedule(phases.subList(0, phases.size() - 1)).text());
    }
    return Optional.of(before);
  }
}
