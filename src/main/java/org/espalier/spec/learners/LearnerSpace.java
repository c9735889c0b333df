package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.LinearExpression;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Origins;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;

/**
 * Search space of one learner by itself: its params by their own names, parents before their
 * children, with the constraints between them.
 */
final class LearnerSpace {

  /**
   * A parameter, the setting it comes from, and the type of its values.
   *
   * @param key param, or {@code stage.param} for a feature stage
   * @param check check of the values of the param, of which an element of an array is a part
   */
  record Searched(String key, Parameter parameter, ParamType type, ParamCheck check) {

    /** True for an element of an array. */
    boolean isElement() {
      return !parameter.name().equals(key);
    }
  }

  private final int index;
  private final LearnerPlan learner;
  private final Origins.Report report;
  private boolean wrong = false;

  /** Searched parameters by name: elements of an array each by its own. */
  private final Map<String, Searched> searched = new LinkedHashMap<>();

  /** Types of searched params by the setting: of an array that of the whole. */
  private final Map<String, ParamType> types = new LinkedHashMap<>();

  /** Conditions by the setting, typed. */
  private final Map<String, List<Condition>> conditions = new LinkedHashMap<>();

  LearnerSpace(int index, LearnerPlan learner, Origins.Report report) {
    this.index = index;
    this.learner = learner;
    this.report = report;
  }

  LearnerPlan learner() {
    return learner;
  }

  /**
   * Adds the searched parameters of a setting.
   *
   * @param check check of the param's values
   * @param parameters none if the param has a fixed value, or an invalid one; those of an array are
   *     its elements
   */
  void add(String key, ParamCheck check, List<Parameter> parameters) {
    ParamType type = check.param().type();
    ParamType single = type.element().filter(t -> isElements(key)).orElse(type);
    parameters.forEach(p -> searched.put(p.name(), new Searched(key, p, single, check)));
    if (!parameters.isEmpty()) {
      types.put(key, type);
    }
  }

  /** Type of a searched param; empty if it is not searched. */
  Optional<ParamType> type(String key) {
    return Optional.ofNullable(types.get(key));
  }

  /** Searched parameters by name, in the order of the settings. */
  Map<String, Searched> searched() {
    return Collections.unmodifiableMap(searched);
  }

  private boolean isElements(String key) {
    return learner.space().get(key) instanceof Domain.Elements;
  }

  /** The space, once all settings are added; empty after a problem. */
  Optional<SearchSpace> build() {
    List<Dimension> dimensions = dimensions();
    List<Constraint> constraints = constraints();
    if (wrong) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SearchSpace(dimensions, constraints));
    } catch (IllegalArgumentException impossible) {
      problem(
          "learners[%d].%s".formatted(index, restriction()),
          String.valueOf(impossible.getMessage()),
          "");
      return Optional.empty();
    }
  }

  /** Setting that leaves no configuration. */
  private String restriction() {
    if (!learner.rules().constraints().isEmpty()) {
      return "constraints";
    }
    return learner.rules().forbidden().isEmpty() ? "space" : "forbidden";
  }

  private void problem(String path, String what, String right) {
    wrong = true;
    report.problem(path, what, right);
  }

  private List<Dimension> dimensions() {
    learner
        .rules()
        .conditions()
        .forEach(
            (key, given) -> {
              String path = StudyPlan.path(index, key) + ".when.";
              conditions.put(key, conditions(given, path));
            });
    Set<String> order = new LinkedHashSet<>();
    searched.values().forEach(one -> visit(one.key(), order, new LinkedHashSet<>()));
    List<Dimension> dimensions = new ArrayList<>();
    for (String key : order) {
      List<Condition> all = conditions.getOrDefault(key, List.of());
      searched.values().stream()
          .filter(one -> one.key().equals(key))
          .forEach(one -> dimensions.add(new Dimension(one.parameter(), all)));
    }
    return dimensions;
  }

  /** Adds a setting after those on which it depends. */
  private void visit(String key, Set<String> order, Set<String> dependents) {
    if (order.contains(key)) {
      return;
    }
    if (!dependents.add(key)) {
      problem(
          StudyPlan.path(index, key) + ".when",
          "depends on itself: " + String.join(", ", dependents),
          "");
      return;
    }
    for (Condition condition : conditions.getOrDefault(key, List.of())) {
      Optional.ofNullable(searched.get(condition.parent()))
          .ifPresent(parent -> visit(parent.key(), order, dependents));
    }
    dependents.remove(key);
    order.add(key);
  }

  /** The valid conditions; problems of the others are reported at the path and the parent. */
  private List<Condition> conditions(List<Condition> given, String path) {
    List<Condition> typed = new ArrayList<>();
    for (Condition condition : given) {
      String at = path + condition.parent();
      searched(condition.parent(), at)
          .flatMap(parent -> typed(condition, parent, at))
          .ifPresent(typed::add);
    }
    return typed;
  }

  private Optional<Condition> typed(Condition condition, Searched parent, String path) {
    ConditionCriterion criterion = condition.criterion();
    if (criterion instanceof ConditionCriterion.OneOf one) {
      List<Object> values = new ArrayList<>();
      for (Object given : one.values()) {
        Optional<Object> value = ParamValue.convert(parent.type(), given);
        if (value.filter(parent.parameter()::contains).isEmpty()) {
          problem(
              path,
              "'%s' is never %s".formatted(condition.parent(), given),
              ParamCheck.instead(parent.parameter(), given));
          return Optional.empty();
        }
        values.add(value.get());
      }
      criterion = new ConditionCriterion.OneOf(values);
    }
    Condition typed = new Condition(condition.parent(), criterion);
    if (typed.canHold(parent.parameter())) {
      return Optional.of(typed);
    }
    problem(path, "'%s' is never %s".formatted(condition.parent(), criterion), "");
    return Optional.empty();
  }

  /**
   * Param that a name in a rule refers to; empty after a problem, here or with the setting itself.
   */
  private Optional<Searched> searched(String name, String path) {
    if (!searched.containsKey(name)) {
      Domain domain = learner.space().get(name);
      if (domain == null) {
        problem(
            path,
            "'%s' is not searched here".formatted(name),
            searched.isEmpty() ? "" : Suggestion.of(name, searched.keySet()));
      } else if (domain instanceof Domain.Fixed) {
        problem(
            path,
            "'%s' has the same value in every trial".formatted(name),
            "name a param that varies");
      } else if (domain instanceof Domain.Elements) {
        problem(
            path,
            "'%s' is a list".formatted(name),
            "name an element, as in '%s[0]'".formatted(name));
      }
    }
    return Optional.ofNullable(searched.get(name));
  }

  /** The constraints, once the dimensions are made; after a problem some are missing. */
  private List<Constraint> constraints() {
    List<Constraint> constraints = new ArrayList<>();
    ParamRules rules = learner.rules();
    for (int i = 0; i < rules.constraints().size(); i++) {
      Optional<Constraint> constraint =
          comparison(rules.constraints().get(i), path("constraints", i));
      constraint.ifPresent(constraints::add);
      wrong |= constraint.isEmpty();
    }
    for (int i = 0; i < rules.forbidden().size(); i++) {
      List<Condition> given = rules.forbidden().get(i);
      List<Condition> typed = conditions(given, path("forbidden", i) + ".");
      wrong |= typed.size() < given.size();
      if (!typed.isEmpty()) {
        constraints.add(new Constraint.Forbidden(typed));
      }
    }
    return constraints;
  }

  private String path(String rule, int number) {
    return "learners[%d].%s[%d]".formatted(index, rule, number);
  }

  private Optional<Constraint> comparison(Constraint.Comparison given, String path) {
    Optional<LinearExpression> left = sum(given.left(), path);
    Optional<LinearExpression> right = sum(given.right(), path);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    if (left.get().coefficients().isEmpty() && right.get().coefficients().isEmpty()) {
      problem(path, "names nothing that is searched", "");
      return Optional.empty();
    }
    return Optional.of(new Constraint.Comparison(left.get(), given.relation(), right.get()));
  }

  /** Sum with the values of fixed params. */
  private Optional<LinearExpression> sum(LinearExpression given, String path) {
    double constant = given.constant();
    Map<String, Double> coefficients = new LinkedHashMap<>();
    for (Map.Entry<String, Double> term : given.coefficients().entrySet()) {
      String name = term.getKey();
      if (learner.space().get(name) instanceof Domain.Fixed fixed
          && fixed.value() instanceof Number number) {
        constant += term.getValue() * number.doubleValue();
        continue;
      }
      Optional<Searched> one = searched(name, path);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      if (!one.get().parameter().isNumeric()) {
        problem(path, "'%s' has values that are not numbers".formatted(name), "");
        return Optional.empty();
      }
      coefficients.put(name, term.getValue());
    }
    return Optional.of(new LinearExpression(coefficients, constant));
  }
}
