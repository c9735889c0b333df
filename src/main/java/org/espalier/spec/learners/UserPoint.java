package org.espalier.spec.learners;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Origins;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;

/**
 * Conversion of a user's start point into a configuration; params that it leaves out have their
 * defaults.
 */
final class UserPoint {

  private final List<CheckedLearner> learners;
  private final Origins.Report report;
  private boolean wrong = false;

  /**
   * @param learners in the order of the plan
   */
  UserPoint(List<CheckedLearner> learners, Origins.Report report) {
    this.learners = learners;
    this.report = report;
  }

  /** The configuration; empty after a problem. */
  Optional<Configuration> configuration(Map<String, Object> point, String path) {
    Optional<CheckedLearner> learner = learner(point, path + "." + Configuration.LEARNER);
    if (learner.isEmpty()) {
      return Optional.empty();
    }
    SearchSpace space = learner.get().space();
    Map<String, Object> given = new LinkedHashMap<>(learner.get().defaults());
    given.putAll(values(learner.get().params(), point, path));
    Configuration configuration = new Configuration(given);
    Map<String, Object> values = space.values(configuration);
    for (Dimension dimension : space.active(configuration)) {
      check(dimension.parameter(), values, point, path);
    }
    for (String key : point.keySet()) {
      boolean idle = values.keySet().stream().noneMatch(name -> isOf(name, key));
      if (!wrong && idle && learner.get().params().type(key).isPresent()) {
        problem(path + "." + key, "does not exist with the other values of this point", "");
      }
    }
    if (wrong) {
      return Optional.empty();
    }
    for (Constraint constraint : space.constraints()) {
      if (!constraint.allows(values)) {
        problem(path, "breaks '%s'".formatted(constraint), "");
      }
    }
    Configuration full = space.build(parameter -> values.getOrDefault(parameter.name(), ""));
    return wrong
        ? Optional.empty()
        : Optional.of(Configuration.of(learner.get().name(), full.values()));
  }

  private static boolean isOf(String dimension, String name) {
    return dimension.equals(name) || dimension.startsWith(name + "[");
  }

  private Optional<CheckedLearner> learner(Map<String, Object> point, String path) {
    List<String> names = learners.stream().map(CheckedLearner::name).toList();
    Object given = point.get(Configuration.LEARNER);
    if (given == null && names.size() > 1) {
      problem(path, "is missing", "one of " + String.join(", ", names));
      return Optional.empty();
    }
    String name = given == null ? names.get(0) : given.toString();
    if (!names.contains(name)) {
      problem(
          path, "'%s' is not a learner of this study".formatted(name), Suggestion.of(name, names));
      return Optional.empty();
    }
    return Optional.of(learners.get(names.indexOf(name)));
  }

  /** The values given, typed. */
  private Map<String, Object> values(LearnerSpace params, Map<String, Object> point, String path) {
    LearnerPlan learner = params.learner();
    Map<String, Object> values = new LinkedHashMap<>();
    point.forEach(
        (key, given) -> {
          if (key.equals(Configuration.LEARNER)) {
            return;
          }
          Optional<ParamType> type = params.type(key);
          if (type.isEmpty()) {
            boolean fixed = learner.space().get(key) instanceof Domain.Fixed;
            problem(
                path + "." + key,
                fixed
                    ? "has the same value in every trial"
                    : "is not searched with " + learner.name(),
                fixed ? "leave it out" : instead(key, params));
            return;
          }
          Optional<Object> value = ParamValue.convert(type.get(), given);
          if (value.isEmpty()) {
            problem(
                path + "." + key,
                "must be %s, but is %s".formatted(type.get().expected(), given),
                "");
          }
          value.ifPresent(typed -> values.put(key, typed));
        });
    return values;
  }

  private static String instead(String key, LearnerSpace params) {
    return params.searched().isEmpty()
        ? "give it a space: %s = [ … ]".formatted(key)
        : Suggestion.of(
            key, params.searched().values().stream().map(LearnerSpace.Searched::key).toList());
  }

  private void check(
      Parameter parameter, Map<String, Object> values, Map<String, Object> point, String path) {
    String name = parameter.name();
    Object value = values.get(name);
    if (value != null && parameter.contains(value)) {
      return;
    }
    String key = name.replaceFirst("\\[\\d+]$", "");
    if (value == null) {
      problem(path, "lacks " + name + ", which has no default", "");
    } else if (point.containsKey(key)) {
      problem(
          path + "." + key,
          "is %s, which is not searched".formatted(value),
          ParamCheck.span(parameter));
    } else {
      problem(
          path,
          "lacks %s, whose default, %s, is not searched".formatted(name, value),
          ParamCheck.span(parameter));
    }
  }

  private void problem(String path, String what, String right) {
    wrong = true;
    report.problem(path, what, right);
  }
}
