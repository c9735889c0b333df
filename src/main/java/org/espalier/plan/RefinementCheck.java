package org.espalier.plan;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.search.Neighbourhood;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.search.Neighbourhood.Step;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;

/**
 * Conversion of refinements to neighbourhoods in a space without learners, as that of a tuner or a
 * function. A step ends at the bounds of a range, or at the first and the last value of a choice.
 */
public final class RefinementCheck {

  private final Map<String, Parameter> searched;
  private final Origins origins;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param searched parameters of the space, by the names that refinements have for them
   */
  public RefinementCheck(Map<String, Parameter> searched, Origins origins) {
    this.searched = new LinkedHashMap<>(searched);
    this.origins = origins;
  }

  /** The neighbourhoods, in the order of the refinements; without those that are wrong. */
  public List<Neighbourhood> neighbourhoods(List<RefinementPlan> refinements) {
    List<Neighbourhood> all = new ArrayList<>();
    for (int i = 0; i < refinements.size(); i++) {
      RefinementPlan refinement = refinements.get(i);
      String path = "search.then[%d]".formatted(i);
      List<Step> steps = new ArrayList<>();
      refinement
          .around()
          .forEach((name, distance) -> step(path, name, distance).ifPresent(steps::add));
      int trials = trials(path, refinement);
      if (problems.isEmpty()) {
        all.add(new Neighbourhood(refinement.isGrid(), trials, steps));
      }
    }
    return all;
  }

  /** What is wrong with them; empty if nothing is. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  private int trials(String path, RefinementPlan refinement) {
    if (!RefinementPlan.SAMPLERS.contains(refinement.sampler())) {
      problem(
          path + ".sampler",
          "'%s' is not known".formatted(refinement.sampler()),
          String.join(" or ", RefinementPlan.SAMPLERS));
    }
    if (refinement.around().isEmpty()) {
      problem(path + ".around", "is empty", "a step of one param at least");
    }
    int least = refinement.isGrid() ? 0 : 1;
    if (refinement.trials() < least) {
      problem(
          path + ".trials", "is %d".formatted(refinement.trials()), "at least %d".formatted(least));
    }
    if (!refinement.isGrid()) {
      return refinement.trials();
    }
    Optional<Integer> all = Neighbourhood.gridSize(refinement.around().size());
    if (all.isEmpty()) {
      problem(path + ".around", "names too many params for a grid", "sampler = random");
    }
    int size = all.orElse(1);
    return refinement.trials() == 0 ? size : Math.min(size, refinement.trials());
  }

  private Optional<Step> step(String path, String name, double distance) {
    String at = path + ".around." + name;
    Optional<Parameter> found = Optional.ofNullable(searched.get(name));
    if (found.isEmpty()) {
      problem(at, "is not searched", Suggestion.of(name, searched.keySet()));
      return Optional.empty();
    }
    Optional<Bounds> bounds = bounds(found.get());
    if (bounds.isEmpty()) {
      problem(at, "has no numbers to go a step from", "a numeric param");
    } else if (!(distance > 0) || !Double.isFinite(distance)) {
      problem(at, "is %s".formatted(distance), "a number above 0");
    } else if (isWhole(found.get()) && distance != Math.rint(distance)) {
      problem(at, "is %s".formatted(distance), "a whole number, as the param is");
    } else {
      return bounds.map(one -> new Step(distance, List.of(one)));
    }
    return Optional.empty();
  }

  private static boolean isWhole(Parameter parameter) {
    return parameter instanceof IntParameter
        || (!(parameter instanceof FloatParameter)
            && parameter.grid().stream().noneMatch(Double.class::isInstance));
  }

  private static Optional<Bounds> bounds(Parameter parameter) {
    if (parameter instanceof IntParameter range) {
      return Optional.of(new Bounds(range.name(), range.low(), range.high()));
    }
    if (parameter instanceof FloatParameter range) {
      return Optional.of(new Bounds(range.name(), range.low(), range.high()));
    }
    List<Object> values = parameter.grid();
    if (!values.stream().allMatch(Number.class::isInstance)) {
      return Optional.empty();
    }
    DoubleSummaryStatistics ends =
        values.stream().mapToDouble(value -> ((Number) value).doubleValue()).summaryStatistics();
    return Optional.of(new Bounds(parameter.name(), ends.getMin(), ends.getMax()));
  }

  private void problem(String path, String wrong, String right) {
    problems.add(origins.problem(path, wrong, right));
  }
}
