package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;
import org.espalier.spec.learners.LearnerSpace.Searched;
import org.espalier.spec.learners.RefinementCheck.StepParam;

/**
 * Params of learners to take steps from. Bounds are those of a range; those of a choice lie a step
 * beyond its ends, as far as MLlib allows.
 */
final class RefinementParams {

  private RefinementParams() {}

  /**
   * Searched params by name.
   *
   * @param learners the learners of the study, in its order
   */
  static Map<String, List<StepParam>> searched(List<CheckedLearner> learners) {
    Map<String, List<StepParam>> places = new LinkedHashMap<>();
    for (CheckedLearner learner : learners) {
      for (Map.Entry<String, Searched> one : learner.params().searched().entrySet()) {
        StepParam place = place(learner, one.getValue());
        places.computeIfAbsent(one.getKey(), name -> new ArrayList<>()).add(place);
      }
    }
    return places;
  }

  private static StepParam place(CheckedLearner learner, Searched searched) {
    boolean whole = searched.type() == ParamType.INT || searched.type() == ParamType.LONG;
    boolean numeric = !searched.isElement() && (whole || searched.type() == ParamType.FLOAT);
    return new StepParam(
        whole,
        distance ->
            numeric
                ? RefinementCheck.ends(searched.parameter())
                    .map(ends -> bounds(learner, searched, ends, distance))
                : Optional.empty());
  }

  private static Bounds bounds(
      CheckedLearner learner, Searched searched, Bounds ends, double distance) {
    String name = learner.name(ends.dimension());
    return searched.parameter() instanceof IntParameter
            || searched.parameter() instanceof FloatParameter
        ? new Bounds(name, ends.low(), ends.high())
        : new Bounds(
            name,
            allowed(searched, ends.low(), -distance),
            allowed(searched, ends.high(), distance));
  }

  /** Furthest value, within a step, that MLlib accepts; found by bisection. */
  private static double allowed(Searched searched, double value, double step) {
    boolean fraction = searched.type() == ParamType.FLOAT;
    double least = fraction ? Math.abs(step) / 8 : 1;
    double away = step;
    while (Math.abs(away) >= least) {
      if (takes(searched, value + away)) {
        return value + away;
      }
      away = fraction ? away / 2 : (int) (away / 2);
    }
    return value;
  }

  private static boolean takes(Searched searched, double value) {
    Object typed = searched.type() == ParamType.FLOAT ? (Object) value : (Object) (int) value;
    return searched.check().verdict().apply(typed).isEmpty();
  }
}
