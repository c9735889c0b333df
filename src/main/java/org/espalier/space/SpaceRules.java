package org.espalier.space;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Rules that dimensions and constraints of a space must meet. */
final class SpaceRules {

  private SpaceRules() {}

  /** Rejects duplicate names, and conditions and constraints that refer to unknown parameters. */
  static void check(List<Dimension> dimensions, List<Constraint> constraints) {
    Map<String, Parameter> earlier = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      for (Condition condition : dimension.conditions()) {
        Parameter parent = earlier.get(condition.parent());
        if (parent == null || !condition.canHold(parent)) {
          throw new IllegalArgumentException(
              "Parameter '%s': its condition %s names no value of an earlier parameter."
                  .formatted(dimension.name(), condition));
        }
      }
      if (earlier.put(dimension.name(), dimension.parameter()) != null) {
        throw new IllegalArgumentException(
            "Parameter '%s' occurs twice.".formatted(dimension.name()));
      }
    }
    Elements.require(dimensions);
    constraints.forEach(constraint -> check(constraint, earlier));
  }

  private static void check(Constraint constraint, Map<String, Parameter> parameters) {
    for (String name : constraint.parameters()) {
      Parameter parameter = parameters.get(name);
      if (parameter == null) {
        throw new IllegalArgumentException(
            "Constraint '%s': there is no parameter '%s'.".formatted(constraint, name));
      }
      if (constraint instanceof Constraint.Comparison && !parameter.isNumeric()) {
        throw new IllegalArgumentException(
            "Constraint '%s': '%s' has values that are not numbers.".formatted(constraint, name));
      }
    }
  }

  /**
   * Explanation of why no configuration of the space was found, by the constraint that was violated
   * most often.
   */
  static String impossible(SearchSpace space) {
    RandomGenerator random = new SplittableRandom(0);
    Map<Constraint, Integer> broken = new LinkedHashMap<>();
    for (int i = 0; i < SearchSpace.PROBES; i++) {
      Map<String, Object> values = space.values(p -> p.quantile(random.nextDouble()));
      space.constraints().stream()
          .filter(constraint -> !constraint.allows(values))
          .forEach(constraint -> broken.merge(constraint, 1, Integer::sum));
    }
    Map.Entry<Constraint, Integer> worst =
        broken.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return ("none of %,d random configurations meets all constraints, and %,d break '%s'; "
            + "loosen it, or widen the range of %s")
        .formatted(
            SearchSpace.PROBES,
            worst.getValue(),
            worst.getKey(),
            String.join(" and ", worst.getKey().parameters()));
  }
}
