package org.espalier.ml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.ml.ParamPoints.Point;
import org.espalier.ml.ParamPoints.Value;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Parameter;

/** Conversion of a tuner's start points to configurations of its space. */
final class StartPointCheck {

  private final SpaceConfigurations space;
  private final String uid;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param uid that of the tuner, for messages
   */
  StartPointCheck(SpaceConfigurations space, String uid) {
    this.space = space;
    this.uid = uid;
  }

  /**
   * The points as configurations, in their order.
   *
   * @throws IllegalArgumentException with all that is wrong with them, a line each
   */
  List<Configuration> configurations(ParamPoints points) {
    List<Configuration> configurations = new ArrayList<>();
    for (int i = 0; i < points.points().size(); i++) {
      configurations.add(configuration(points.points().get(i), "startPoints[%d]".formatted(i)));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return configurations;
  }

  private Configuration configuration(Point point, String path) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (Value value : point.values()) {
      space
          .name(value.stage(), value.param())
          .ifPresentOrElse(
              name -> given.put(name, value.value()),
              () ->
                  problem(
                      "%s: %s.%s".formatted(path, value.stage(), value.param()),
                      "is not searched",
                      "a param of the space"));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : space.space().dimensions()) {
      Parameter parameter = dimension.parameter();
      Optional<Object> value =
          Optional.ofNullable(given.get(parameter.name())).map(one -> typed(parameter, one));
      value.ifPresent(one -> check(path, parameter, one));
      value
          .or(() -> space.current(parameter))
          .ifPresentOrElse(
              one -> values.put(parameter.name(), one),
              () ->
                  problem(
                      "%s: %s".formatted(path, parameter.name()),
                      "is missing, and the estimator has no value of its own",
                      "a value"));
    }
    return new Configuration(values);
  }

  private static Object typed(Parameter parameter, Object value) {
    return value instanceof Integer whole && parameter instanceof FloatParameter
        ? (Object) whole.doubleValue()
        : value;
  }

  private void check(String path, Parameter parameter, Object value) {
    if (!parameter.contains(value)) {
      problem(
          "%s: %s".formatted(path, parameter.name()),
          "is %s, which is not in the space".formatted(value),
          "a value of it");
    }
  }

  private void problem(String where, String wrong, String right) {
    problems.add("%s: %s: %s; %s".formatted(uid, where, wrong, right));
  }
}
