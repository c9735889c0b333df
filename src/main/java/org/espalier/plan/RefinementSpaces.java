package org.espalier.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.metric.Task;
import org.espalier.plan.Catalogue.ParamType;
import org.espalier.plan.LearnerSpace.Searched;
import org.espalier.search.Neighbourhood;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.search.Neighbourhood.Step;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;

/**
 * Spaces of the refinements of a search, checked against its first space: their params must be
 * searched there, and numeric. Bounds are those of a range; those of a choice lie a step beyond its
 * ends, as far as MLlib allows.
 *
 * @param learners the learners of the study, in its order
 */
record RefinementSpaces(
    StudyPlan plan,
    Catalogue catalogue,
    Set<Task> tasks,
    List<CheckedLearner> learners,
    LearnerSpace.Report report) {

  /** A param to take steps from. */
  private record Place(CheckedLearner learner, Searched searched) {}

  List<Neighbourhood> neighbourhoods() {
    List<Neighbourhood> neighbourhoods = new ArrayList<>();
    for (RefinementPlan refinement : plan.tuning().search().then()) {
      String path = "search.then[%d]".formatted(neighbourhoods.size());
      List<Step> steps = new ArrayList<>();
      refinement
          .around()
          .forEach((param, distance) -> step(path, param, distance).ifPresent(steps::add));
      neighbourhoods.add(new Neighbourhood(refinement.isGrid(), trials(refinement, path), steps));
    }
    return neighbourhoods;
  }

  private int trials(RefinementPlan refinement, String path) {
    if (!refinement.isGrid()) {
      return Math.max(1, refinement.trials()); // the missing number is reported elsewhere
    }
    Optional<Integer> all = Neighbourhood.gridSize(refinement.around().size());
    if (all.isEmpty()) {
      report.problem(path + ".around", "names too many params for a grid", "sampler = random");
    }
    int size = all.orElse(1);
    return refinement.trials() == 0 ? size : Math.min(size, refinement.trials());
  }

  private Optional<Step> step(String path, String param, double distance) {
    String at = path + ".around." + param;
    List<Place> found = new ArrayList<>();
    Set<String> known = new TreeSet<>();
    for (CheckedLearner learner : learners) {
      known.addAll(learner.params().searched().keySet());
      Optional.ofNullable(learner.params().searched().get(param))
          .ifPresent(searched -> found.add(new Place(learner, searched)));
    }
    if (found.isEmpty()) {
      report.problem(
          at, "'%s' is not searched".formatted(param), Suggestion.of(param, List.copyOf(known)));
      return Optional.empty();
    }
    return isRight(at, param, distance, found)
        ? Optional.of(
            new Step(distance, found.stream().map(place -> bounds(place, distance)).toList()))
        : Optional.empty();
  }

  private boolean isRight(String at, String param, double distance, List<Place> found) {
    for (Place place : found) {
      Searched searched = place.searched();
      ParamType type = searched.type();
      if (searched.isElement()
          || (type != ParamType.INT && type != ParamType.LONG && type != ParamType.FLOAT)) {
        report.problem(at, "'%s' has no numbers to go a step from".formatted(param), "");
        return false;
      }
      if (type != ParamType.FLOAT && distance != Math.rint(distance)) {
        report.problem(at, "must be a whole number, as '%s' is".formatted(param), "");
        return false;
      }
    }
    return true;
  }

  private Bounds bounds(Place place, double distance) {
    Parameter parameter = place.searched().parameter();
    String name = place.learner().name(parameter.name());
    if (parameter instanceof IntParameter range) {
      return new Bounds(name, range.low(), range.high());
    }
    if (parameter instanceof FloatParameter range) {
      return new Bounds(name, range.low(), range.high());
    }
    double[] values =
        parameter.grid().stream()
            .mapToDouble(value -> ((Number) value).doubleValue())
            .sorted()
            .toArray();
    double low = values[0];
    double high = values[values.length - 1];
    return new Bounds(name, allowed(place, low, -distance), allowed(place, high, distance));
  }

  /** Furthest value, within a step, that MLlib accepts; found by bisection. */
  private double allowed(Place place, double value, double step) {
    boolean fraction = place.searched().type() == ParamType.FLOAT;
    double least = fraction ? Math.abs(step) / 8 : 1;
    double away = step;
    while (Math.abs(away) >= least) {
      if (takes(place, value + away)) {
        return value + away;
      }
      away = fraction ? away / 2 : (int) (away / 2);
    }
    return value;
  }

  private boolean takes(Place place, double value) {
    String key = place.searched().key();
    int dot = key.indexOf('.');
    String stage = dot < 0 ? place.learner().params().learner().type() : key.substring(0, dot);
    Object typed =
        place.searched().type() == ParamType.FLOAT ? (Object) value : (Object) (int) value;
    return catalogue.verdict(stage, tasks, key.substring(dot + 1), typed).isEmpty();
  }
}
