package org.espalier.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.Catalogue.ParamType;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/**
 * Conversion of a user's start point into a configuration; params that it leaves out have their
 * defaults.
 */
final class UserPoint {

  private final StudyPlan plan;
  private final SearchSpace space;
  private final List<Configuration> defaults;
  private final Map<String, ParamType> types;
  private final LearnerSpace.Report report;
  private boolean wrong = false;

  /**
   * @param defaults defaults of each learner in the order of the plan
   * @param types types of searched params, by the name of the dimension or of the array
   */
  UserPoint(
      StudyPlan plan,
      SearchSpace space,
      List<Configuration> defaults,
      Map<String, ParamType> types,
      LearnerSpace.Report report) {
    this.plan = plan;
    this.space = space;
    this.defaults = defaults;
    this.types = types;
    this.report = report;
  }

  /** The configuration; empty after a problem. */
  Optional<Configuration> configuration(Map<String, Object> point, String path) {
    Optional<LearnerPlan> learner = learner(point, path + "." + StudySpace.LEARNER);
    if (learner.isEmpty()) {
      return Optional.empty();
    }
    String prefix = learner.get().name() + ".";
    Configuration usual = defaults.get(plan.learners().indexOf(learner.get()));
    Map<String, Object> given = new LinkedHashMap<>(usual.values());
    given.putAll(values(learner.get(), point, path));
    Configuration configuration = new Configuration(given);
    Map<String, Object> values = space.values(configuration);
    for (Dimension dimension : space.active(configuration)) {
      check(dimension.parameter(), values, prefix, point, path);
    }
    for (String key : point.keySet()) {
      boolean idle = values.keySet().stream().noneMatch(name -> isOf(name, prefix + key));
      if (!wrong && idle && types.containsKey(prefix + key)) {
        problem(path + "." + key, "does not exist beside the other values of this point", "");
      }
    }
    if (wrong) {
      return Optional.empty();
    }
    Configuration full = space.build(parameter -> values.getOrDefault(parameter.name(), ""));
    for (Constraint constraint : space.constraints()) {
      if (!constraint.allows(values)) {
        problem(path, "breaks '%s'".formatted(constraint).replace(prefix, ""), "");
      }
    }
    return wrong ? Optional.empty() : Optional.of(full);
  }

  private static boolean isOf(String dimension, String name) {
    return dimension.equals(name) || dimension.startsWith(name + "[");
  }

  private Optional<LearnerPlan> learner(Map<String, Object> point, String path) {
    List<String> names = plan.learners().stream().map(LearnerPlan::name).toList();
    Object given = point.get(StudySpace.LEARNER);
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
    return Optional.of(plan.learners().get(names.indexOf(name)));
  }

  /** The values given, typed, by the names of dimensions. */
  private Map<String, Object> values(LearnerPlan learner, Map<String, Object> point, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    point.forEach(
        (key, given) -> {
          if (key.equals(StudySpace.LEARNER)) {
            return;
          }
          ParamType type = types.get(learner.name() + "." + key);
          if (type == null) {
            boolean fixed = learner.space().get(key) instanceof Domain.Fixed;
            problem(
                path + "." + key,
                fixed
                    ? "has the same value in every trial"
                    : "is not searched with " + learner.name(),
                fixed ? "" : Suggestion.of(key, learner.space().keySet()));
            return;
          }
          Optional<Object> value = ParamValue.of(type, given);
          if (value.isEmpty()) {
            problem(
                path + "." + key,
                "must be %s, but is %s".formatted(ParamValue.expected(type), given),
                "");
          }
          value.ifPresent(typed -> values.put(learner.name() + "." + key, typed));
        });
    return values;
  }

  private void check(
      Parameter parameter,
      Map<String, Object> values,
      String prefix,
      Map<String, Object> point,
      String path) {
    Object value = values.get(parameter.name());
    if (value != null && parameter.contains(value)) {
      return;
    }
    String name =
        parameter.name().substring(parameter.name().startsWith(prefix) ? prefix.length() : 0);
    String key = name.replaceFirst("\\[\\d+]$", "");
    if (value == null) {
      problem(path, "lacks " + name + ", which has no default", "");
    } else if (point.containsKey(key)) {
      problem(
          path + "." + key,
          "is %s, which is not searched".formatted(value),
          LearnerSpace.span(parameter));
    } else {
      problem(
          path,
          "lacks %s, whose default, %s, is not searched".formatted(name, value),
          LearnerSpace.span(parameter));
    }
  }

  private void problem(String path, String what, String right) {
    wrong = true;
    report.problem(path, what, right);
  }
}
