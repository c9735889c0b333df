package org.espalier.ml;

import java.util.List;
import java.util.Map;
import org.espalier.hocon.WrittenPlan;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.PlanParam;
import org.espalier.ml.param.StableStageNames;
import org.espalier.ml.param.TunerParam;
import org.espalier.search.Refinement;
import org.espalier.space.SearchSpace;
import org.espalier.spec.SettingValues;
import org.espalier.study.EntryPoint;

/**
 * Plan of a tuner in its written form, that of a study file, with params as {@code stage.param}. It
 * does not hold estimator, evaluator and maps, which are live objects.
 */
final class TunerText {

  private TunerText() {}

  /** Plan of given values, with the tuner's space, start points and refinements. */
  static WrittenPlan of(TunerParams<?> tuner, SettingValues values) {
    SearchSpace space =
        tuner.isSet(tuner.space())
            ? names(tuner).canonical(tuner.getSpace())
            : new SearchSpace(List.of());
    return new WrittenPlan(values, space, points(tuner), then(tuner), List.of());
  }

  /** Start points with stable names of params. */
  static List<Map<String, Object>> points(TunerParams<?> tuner) {
    StableStageNames names = names(tuner);
    return tuner.getStartPoints().stream().map(names::canonical).toList();
  }

  /** Refinements with stable names of params. */
  static List<Refinement> then(TunerParams<?> tuner) {
    return tuner.getThen().stream().map(names(tuner)::canonical).toList();
  }

  /** Names of the estimators' stages; none before they are set. */
  private static StableStageNames names(TunerParams<?> tuner) {
    return StableStageNames.ofAll(EstimatorsParam.estimators(tuner));
  }

  /**
   * Sets the params of a text.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  static void set(TunerParams<?> tuner, String text) {
    EntryPoint entryPoint = TunerParam.entryPoint(tuner);
    WrittenPlan plan = PlanParam.read(text, entryPoint);
    if (!plan.space().dimensions().isEmpty()) {
      tuner.setSpace(plan.space());
    }
    if (!plan.points().isEmpty()) {
      tuner.setStartPoints(plan.points());
    }
    if (!plan.then().isEmpty()) {
      tuner.set(tuner.then(), plan.then());
    }
    plan.values()
        .typed(
            (name, value) -> tuner.set(tuner.getParam(name), value),
            name -> tuner.clear(tuner.getParam(name)));
  }
}
