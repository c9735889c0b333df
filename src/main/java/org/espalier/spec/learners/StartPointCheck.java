package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Origins;
import org.espalier.spec.Suggestion;

/**
 * Conversion of start points to configurations of a space without learners, as that of a tuner or a
 * function.
 *
 * @param defaults value of a parameter that a point leaves out; empty if it has none
 */
public record StartPointCheck(
    SearchSpace space, Function<Parameter, Optional<Object>> defaults, Origins.Report report) {

  /** The points as configurations, in their order; without the wrong values. */
  public List<Configuration> configurations(List<Map<String, Object>> points) {
    List<Configuration> configurations = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      configurations.add(configuration(points.get(i), "search.start-points[%d]".formatted(i)));
    }
    return configurations;
  }

  private Configuration configuration(Map<String, Object> point, String path) {
    List<String> searched = space.dimensions().stream().map(one -> one.parameter().name()).toList();
    point.keySet().stream()
        .filter(name -> !searched.contains(name))
        .forEach(
            name ->
                report.problem(
                    path + "." + name, "is not searched", Suggestion.of(name, searched)));
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      String at = path + "." + parameter.name();
      Optional<Object> given = Optional.ofNullable(point.get(parameter.name()));
      if (dimension.activeIn(values)) {
        given
            .map(value -> checked(parameter, value, at))
            .or(() -> defaults.apply(parameter))
            .ifPresentOrElse(
                value -> values.put(parameter.name(), value),
                () -> report.problem(at, "is missing, and has no default", "give a value"));
      } else if (given.isPresent()) {
        report.problem(at, "does not exist with the other values of this point", "");
      }
    }
    return new Configuration(values);
  }

  /** The value in the type of its parameter: whole numbers may stand for real ones. */
  private Object checked(Parameter parameter, Object value, String at) {
    Object typed =
        value instanceof Integer whole && parameter instanceof FloatParameter
            ? (Object) whole.doubleValue()
            : value;
    if (!parameter.contains(typed)) {
      report.problem(
          at, "is %s, which is not in the space".formatted(value), ParamCheck.span(parameter));
    }
    return typed;
  }
}
