package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.espalier.search.Neighbourhood;
import org.espalier.search.Neighbourhood.Bounds;
import org.espalier.search.Neighbourhood.Step;
import org.espalier.search.RandomSampler;
import org.espalier.search.Refinement;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Origins;
import org.espalier.spec.Suggestion;

/**
 * Conversion of refinements to neighbourhoods in a space. A step ends at the bounds of a range; of
 * a choice at its first and last value or, for a learner with a validator, a step beyond.
 */
public final class RefinementCheck {

  /**
   * Param to take steps from.
   *
   * @param isWhole true if its values are whole numbers
   * @param bounds bounds of steps of a distance; empty if it has no numbers
   */
  record StepParam(boolean isWhole, DoubleFunction<Optional<Bounds>> bounds) {

    private static StepParam of(Parameter parameter) {
      return new StepParam(isWhole(parameter), distance -> ends(parameter));
    }

    private static boolean isWhole(Parameter parameter) {
      return parameter instanceof IntParameter
          || (!(parameter instanceof FloatParameter)
              && parameter.grid().stream().noneMatch(Double.class::isInstance));
    }
  }

  private final Map<String, List<StepParam>> searched = new LinkedHashMap<>();
  private final Origins.Report report;
  private boolean wrong = false;

  /** Check in a space without learners, as that of a tuner or a function. */
  /**
   * @param names further names, each with the parameters that it stands for
   */
  public RefinementCheck(
      SearchSpace space, Map<String, List<String>> names, Origins.Report report) {
    Map<String, StepParam> places = new LinkedHashMap<>();
    space.dimensions().stream()
        .map(Dimension::parameter)
        .forEach(parameter -> places.put(parameter.name(), StepParam.of(parameter)));
    places.forEach((name, place) -> searched.put(name, List.of(place)));
    names.forEach(
        (name, all) ->
            searched.put(
                name, all.stream().flatMap(one -> Stream.ofNullable(places.get(one))).toList()));
    this.report = report;
  }

  /**
   * @param searched params by name, of all learners that have one
   */
  RefinementCheck(Map<String, List<StepParam>> searched, Origins.Report report) {
    this.searched.putAll(searched);
    this.report = report;
  }

  /** The neighbourhoods, in the order of the refinements; without those that are wrong. */
  public List<Neighbourhood> neighbourhoods(List<Refinement> refinements) {
    List<Neighbourhood> all = new ArrayList<>();
    for (int i = 0; i < refinements.size(); i++) {
      Refinement refinement = refinements.get(i);
      String path = "search.then[%d]".formatted(i);
      List<Step> steps = new ArrayList<>();
      refinement
          .around()
          .forEach((name, distance) -> step(path, name, distance).ifPresent(steps::add));
      int trials = trials(path, refinement);
      if (!wrong) {
        all.add(new Neighbourhood(refinement.isGrid(), trials, steps));
      }
    }
    return all;
  }

  private int trials(String path, Refinement refinement) {
    if (!Refinement.SAMPLERS.contains(refinement.sampler())) {
      problem(
          path + ".sampler",
          "'%s' is not known".formatted(refinement.sampler()),
          String.join(" or ", Refinement.SAMPLERS));
    }
    if (refinement.around().isEmpty()) {
      problem(path + ".around", "is empty", "give a step of at least one param");
    }
    int least = refinement.sampler().equals(RandomSampler.NAME) ? 1 : 0;
    if (refinement.trials() < least) {
      problem(
          path + ".trials",
          "must be at least %d, but is %d".formatted(least, refinement.trials()),
          "");
    }
    if (!refinement.isGrid()) {
      return refinement.trials();
    }
    Optional<Integer> all = Neighbourhood.gridSize(refinement.around().size());
    if (all.isEmpty()) {
      problem(path + ".around", "names too many params for a grid", "take sampler = random");
    }
    int size = all.orElse(1);
    return refinement.trials() == 0 ? size : Math.min(size, refinement.trials());
  }

  private Optional<Step> step(String path, String name, double distance) {
    String at = path + ".around." + name;
    List<StepParam> places = searched.getOrDefault(name, List.of());
    List<Bounds> bounds =
        places.stream().flatMap(place -> place.bounds().apply(distance).stream()).toList();
    if (places.isEmpty()) {
      problem(at, "is not searched", Suggestion.of(name, searched.keySet()));
    } else if (bounds.size() < places.size()) {
      problem(at, "has no numbers to step from", "name a numeric param");
    } else if (!(distance > 0) || !Double.isFinite(distance)) {
      problem(at, "must be a number above 0, but is %s".formatted(distance), "");
    } else if (places.stream().anyMatch(StepParam::isWhole) && distance != Math.rint(distance)) {
      problem(at, "must be a whole number, as the param is one, but is %s".formatted(distance), "");
    } else {
      return Optional.of(new Step(distance, bounds));
    }
    return Optional.empty();
  }

  /** The ends of a range, or the least and the greatest value; empty if it has no numbers. */
  static Optional<Bounds> ends(Parameter parameter) {
    if (parameter instanceof IntParameter range) {
      return Optional.of(new Bounds(range.name(), range.low(), range.high()));
    }
    if (parameter instanceof FloatParameter range) {
      return Optional.of(new Bounds(range.name(), range.low(), range.high()));
    }
    if (!parameter.isNumeric()) {
      return Optional.empty();
    }
    DoubleSummaryStatistics ends =
        parameter.grid().stream().mapToDouble(v -> ((Number) v).doubleValue()).summaryStatistics();
    return Optional.of(new Bounds(parameter.name(), ends.getMin(), ends.getMax()));
  }

  private void problem(String path, String is, String right) {
    wrong = true;
    report.problem(path, is, right);
  }
}
