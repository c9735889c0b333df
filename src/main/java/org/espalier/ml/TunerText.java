package org.espalier.ml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.param.Param;
import org.espalier.ml.ParamSpace.Axis;
import org.espalier.settings.WrittenPlan;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.spec.RefinementPlan;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Suggestion;
import org.espalier.study.Door;

/**
 * Plan of a tuner in its written form, that of a study file, with params as {@code stage.param}.
 * Estimator, evaluator and maps are live objects, which it does not hold.
 */
final class TunerText {

  private final TunerParams<?> tuner;
  private final StableStageNames names;

  private TunerText(TunerParams<?> tuner) {
    this.tuner = tuner;
    this.names =
        tuner.isDefined(tuner.estimator())
            ? StableStageNames.of(StableStageNames.stages(tuner.getEstimator()).values())
            : StableStageNames.of(List.of());
  }

  /** Text of given values, with the tuner's space, start points and refinements. */
  static String of(TunerParams<?> tuner, SettingValues values) {
    TunerText text = new TunerText(tuner);
    return new WrittenPlan(values, text.space(), text.points(), text.refinements(), List.of())
        .write();
  }

  private SearchSpace space() {
    return tuner.isSet(tuner.space())
        ? new SpaceConfigurations(tuner.getSpace(), tuner.getEstimator()).space()
        : new SearchSpace(List.of());
  }

  private List<Map<String, Object>> points() {
    List<Map<String, Object>> points = new ArrayList<>();
    for (ParamPoints.Point point : tuner.getStartPoints().points()) {
      Map<String, Object> values = new LinkedHashMap<>();
      point.values().forEach(one -> values.put(names.of(one.stage(), one.param()), one.value()));
      points.add(values);
    }
    return points;
  }

  private List<RefinementPlan> refinements() {
    List<RefinementPlan> plans = new ArrayList<>();
    for (ParamRefinements.Refinement refinement : tuner.getThen().refinements()) {
      Map<String, Double> around = new LinkedHashMap<>();
      refinement
          .around()
          .forEach(step -> around.put(names.of(step.stage(), step.param()), step.distance()));
      plans.add(new RefinementPlan(refinement.sampler(), refinement.trials(), around));
    }
    return plans;
  }

  /**
   * Sets the params of a text.
   *
   * @throws IllegalArgumentException with all that is wrong, a line each
   */
  static void set(TunerParams<?> tuner, String text) {
    Door door = TunerParam.door(tuner);
    WrittenPlan plan;
    try {
      plan = WrittenPlan.read("plan", text, door);
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    new TunerText(tuner).setSearched(plan);
    plan.values()
        .values()
        .forEach(
            (name, value) -> {
              Setting setting = SettingTable.get(name);
              Param<Object> param = tuner.getParam(setting.name(door));
              if (setting.isUnset(door, value)) {
                tuner.clear(param);
              } else {
                tuner.set(param, setting.typedOf(door, value));
              }
            });
  }

  private void setSearched(WrittenPlan plan) {
    List<String> problems = new ArrayList<>();
    List<Axis> axes = new ArrayList<>();
    for (Dimension dimension : plan.space().dimensions()) {
      Place place = place(dimension.parameter().name(), "space", problems);
      axes.add(new Axis(place.stage(), place.param(), dimension.parameter().named(place.param())));
    }
    List<ParamPoints.Point> points = new ArrayList<>();
    for (Map<String, Object> point : plan.points()) {
      List<ParamPoints.Value> values = new ArrayList<>();
      point.forEach(
          (name, value) -> {
            Place place = place(name, "search.start-points", problems);
            values.add(new ParamPoints.Value(place.stage(), place.param(), value));
          });
      points.add(new ParamPoints.Point(values));
    }
    List<ParamRefinements.Refinement> then = new ArrayList<>();
    for (RefinementPlan refinement : plan.then()) {
      List<ParamRefinements.Step> around = new ArrayList<>();
      refinement
          .around()
          .forEach(
              (name, distance) -> {
                Place place = place(name, "search.then", problems);
                around.add(new ParamRefinements.Step(place.stage(), place.param(), distance));
              });
      then.add(new ParamRefinements.Refinement(refinement.sampler(), refinement.trials(), around));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    if (!axes.isEmpty()) {
      tuner.set(tuner.space(), new ParamSpace(axes));
    }
    if (!points.isEmpty()) {
      tuner.set(tuner.startPoints(), new ParamPoints(points));
    }
    if (!then.isEmpty()) {
      tuner.set(tuner.then(), new ParamRefinements(then));
    }
  }

  /** Stage, by its uid, and param of a name. */
  private record Place(String stage, String param) {}

  private Place place(String name, String setting, List<String> problems) {
    int dot = name.lastIndexOf('.');
    String stage = name.substring(0, Math.max(0, dot));
    String param = name.substring(dot + 1);
    return names.names().entrySet().stream()
        .filter(entry -> entry.getValue().equals(stage))
        .map(entry -> new Place(entry.getKey(), param))
        .findFirst()
        .orElseGet(
            () -> {
              Set<String> known = Set.copyOf(names.names().values());
              problems.add(
                  "plan: %s: %s: the estimator has no stage '%s'; %s"
                      .formatted(
                          setting,
                          name,
                          stage,
                          known.isEmpty() ? "setEstimator first" : Suggestion.of(stage, known)));
              return new Place(stage, param);
            });
  }
}
