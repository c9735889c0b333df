package org.espalier.ml;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import org.espalier.ml.ParamRefinements.Refinement;
import org.espalier.plan.RefinementPlan;
import org.espalier.search.GridSampler;
import org.espalier.search.Neighbourhood;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.search.Neighbourhood.Step;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;

/**
 * Conversion of a tuner's refinements to neighbourhoods in its space. A step ends at the bounds of
 * a range, or at the first and the last value of a choice.
 */
final class RefinementCheck {

  private final SpaceConfigurations space;
  private final String uid;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param uid that of the tuner, for messages
   */
  RefinementCheck(SpaceConfigurations space, String uid) {
    this.space = space;
    this.uid = uid;
  }

  /**
   * The neighbourhoods, in the order of the refinements.
   *
   * @throws IllegalArgumentException with all that is wrong with them, a line each
   */
  List<Neighbourhood> neighbourhoods(ParamRefinements refinements) {
    List<Neighbourhood> all = new ArrayList<>();
    for (int i = 0; i < refinements.refinements().size(); i++) {
      Refinement refinement = refinements.refinements().get(i);
      String path = "then[%d]".formatted(i);
      List<Step> steps = new ArrayList<>();
      refinement.around().forEach(step -> step(path, step).ifPresent(steps::add));
      int trials = trials(path, refinement);
      if (problems.isEmpty()) {
        all.add(new Neighbourhood(refinement.sampler().equals(GridSampler.NAME), trials, steps));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return all;
  }

  private int trials(String path, Refinement refinement) {
    if (!RefinementPlan.SAMPLERS.contains(refinement.sampler())) {
      problem(
          path + ".sampler",
          "'%s' is not known".formatted(refinement.sampler()),
          String.join(" or ", RefinementPlan.SAMPLERS));
    }
    if (refinement.around().isEmpty()) {
      problem(path + ".around", "is empty", "a step of one param at least");
    }
    if (!refinement.sampler().equals(GridSampler.NAME)) {
      if (refinement.trials() < 1) {
        problem(path + ".trials", "is %d".formatted(refinement.trials()), "at least 1");
      }
      return refinement.trials();
    }
    Optional<Integer> all = Neighbourhood.gridSize(refinement.around().size());
    if (all.isEmpty()) {
      problem(path + ".around", "names too many params for a grid", "sampler = random");
    }
    int size = all.orElse(1);
    return refinement.trials() == 0 ? size : Math.min(size, refinement.trials());
  }

  private Optional<Step> step(String path, ParamRefinements.Step step) {
    String at = "%s.around.%s.%s".formatted(path, step.stage(), step.param());
    Optional<Parameter> found = space.name(step.stage(), step.param()).flatMap(this::parameter);
    if (found.isEmpty()) {
      problem(at, "is not searched", "a param of the space");
      return Optional.empty();
    }
    Optional<Bounds> bounds = bounds(found.get());
    boolean whole = isWhole(found.get());
    if (bounds.isEmpty()) {
      problem(at, "has no numbers to go a step from", "a numeric param");
    } else if (!(step.distance() > 0) || !Double.isFinite(step.distance())) {
      problem(at, "is %s".formatted(step.distance()), "a number above 0");
    } else if (whole && step.distance() != Math.rint(step.distance())) {
      problem(at, "is %s".formatted(step.distance()), "a whole number, as the param is");
    } else {
      return bounds.map(one -> new Step(step.distance(), List.of(one)));
    }
    return Optional.empty();
  }

  private static boolean isWhole(Parameter parameter) {
    return parameter instanceof IntParameter
        || (!(parameter instanceof FloatParameter)
            && parameter.grid().stream().noneMatch(Double.class::isInstance));
  }

  private Optional<Parameter> parameter(String name) {
    return space.space().dimensions().stream()
        .map(Dimension::parameter)
        .filter(parameter -> parameter.name().equals(name))
        .findFirst();
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

  private void problem(String where, String wrong, String right) {
    problems.add("%s: %s: %s; %s".formatted(uid, where, wrong, right));
  }
}
