package org.espalier.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.plan.Catalogue.ParamType;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.LinearExpression;
import org.espalier.space.OrdinalParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/**
 * Dimensions of one learner, parents before their children, with the constraints between them. All
 * names begin with the learner's.
 */
final class LearnerSpace {

  /** Receiver of problems. */
  interface Report {
    void problem(String path, String wrong, String right);
  }

  /** A parameter, the setting it comes from, and the type of its values. */
  private record Searched(String key, Parameter parameter, ParamType type) {}

  private final int index;
  private final LearnerPlan learner;
  private final String prefix;
  private final Report report;

  /** Searched params by name, without the learner's prefix. */
  private final Map<String, Searched> searched = new LinkedHashMap<>();

  /** Conditions by the setting, typed, their parents without the learner's name. */
  private final Map<String, List<Condition>> conditions = new LinkedHashMap<>();

  LearnerSpace(int index, LearnerPlan learner, Report report) {
    this.index = index;
    this.learner = learner;
    this.prefix = learner.name() + ".";
    this.report = report;
  }

  /** Name of a param's dimension. */
  String name(String key) {
    return prefix + key;
  }

  /**
   * Adds the searched parameters of a setting.
   *
   * @param type type of the param; parameters of an array are those of its elements
   */
  void add(String key, ParamType type, List<Parameter> parameters) {
    ParamType single = type.element().filter(t -> isElements(key)).orElse(type);
    parameters.forEach(
        p -> searched.put(p.name().substring(prefix.length()), new Searched(key, p, single)));
  }

  private boolean isElements(String key) {
    return learner.space().get(key) instanceof Domain.Elements;
  }

  /** The dimensions, once all settings are added. */
  List<Dimension> dimensions() {
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
    Condition chosen = new Condition(StudySpace.LEARNER, learner.name());
    List<Dimension> dimensions = new ArrayList<>();
    for (String key : order) {
      List<Condition> all = new ArrayList<>(List.of(chosen));
      conditions.getOrDefault(key, List.of()).forEach(c -> all.add(prefixed(c)));
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
      report.problem(
          StudyPlan.path(index, key) + ".when",
          "goes round in a circle: " + String.join(", ", dependents),
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

  private Condition prefixed(Condition condition) {
    return new Condition(name(condition.parent()), condition.criterion());
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
        Optional<Object> value = ParamValue.of(parent.type(), given);
        if (value.filter(parent.parameter()::contains).isEmpty()) {
          report.problem(
              path,
              "'%s' is never %s".formatted(condition.parent(), given),
              suggestion(parent.parameter(), given));
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
    report.problem(path, "'%s' is never %s".formatted(condition.parent(), criterion), "");
    return Optional.empty();
  }

  private static String suggestion(Parameter parent, Object given) {
    return isListed(parent)
        ? Suggestion.of(given.toString(), parent.grid().stream().map(Object::toString).toList())
        : span(parent);
  }

  private static boolean isListed(Parameter parameter) {
    return parameter instanceof ChoiceParameter || parameter instanceof OrdinalParameter;
  }

  /** The values of a parameter, in words. */
  static String span(Parameter parameter) {
    return isListed(parameter)
        ? "one of "
            + parameter.grid().stream().map(Object::toString).collect(Collectors.joining(", "))
        : "it goes from %s to %s".formatted(parameter.quantile(0), parameter.quantile(1));
  }

  /**
   * Param that a name in a rule refers to; empty after a problem, here or with the setting itself.
   */
  private Optional<Searched> searched(String name, String path) {
    if (!searched.containsKey(name)) {
      Domain domain = learner.space().get(name);
      if (domain == null) {
        report.problem(
            path,
            "'%s' is not searched here".formatted(name),
            searched.isEmpty() ? "" : Suggestion.of(name, searched.keySet()));
      } else if (domain instanceof Domain.Fixed) {
        report.problem(
            path,
            "'%s' has the same value in every trial".formatted(name),
            "name a param that varies");
      } else if (domain instanceof Domain.Elements) {
        report.problem(
            path,
            "'%s' is a list".formatted(name),
            "name an element, as in '%s[0]'".formatted(name));
      }
    }
    return Optional.ofNullable(searched.get(name));
  }

  /** The constraints, once the dimensions are made; none after a problem with one of them. */
  List<Constraint> constraints(List<Dimension> dimensions) {
    List<Constraint> constraints = new ArrayList<>();
    ParamRules rules = learner.rules();
    int wrong = 0;
    for (int i = 0; i < rules.constraints().size(); i++) {
      Optional<Constraint> constraint =
          comparison(rules.constraints().get(i), path("constraints", i));
      constraint.ifPresent(constraints::add);
      wrong += constraint.isEmpty() ? 1 : 0;
    }
    for (int i = 0; i < rules.forbidden().size(); i++) {
      List<Condition> given = rules.forbidden().get(i);
      List<Condition> typed = conditions(given, path("forbidden", i) + ".");
      wrong += given.size() - typed.size();
      if (!typed.isEmpty()) {
        constraints.add(new Constraint.Forbidden(typed.stream().map(this::prefixed).toList()));
      }
    }
    return wrong == 0 && leaveSomething(dimensions, constraints) ? constraints : List.of();
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
      report.problem(path, "names nothing that is searched", "");
      return Optional.empty();
    }
    return Optional.of(new Constraint.Comparison(left.get(), given.relation(), right.get()));
  }

  /** Sum with the full names of dimensions and the values of fixed params. */
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
      if (!isNumeric(one.get().parameter())) {
        report.problem(path, "'%s' has values that are no numbers".formatted(name), "");
        return Optional.empty();
      }
      coefficients.put(name(name), term.getValue());
    }
    return Optional.of(new LinearExpression(coefficients, constant));
  }

  private static boolean isNumeric(Parameter parameter) {
    return parameter instanceof FloatParameter
        || parameter instanceof IntParameter
        || parameter.grid().stream().allMatch(Number.class::isInstance);
  }

  /** True if some configuration of this learner meets all constraints. */
  private boolean leaveSomething(List<Dimension> dimensions, List<Constraint> constraints) {
    if (constraints.isEmpty()) {
      return true;
    }
    List<Dimension> alone = new ArrayList<>(dimensions);
    alone.add(0, Dimension.always(ChoiceParameter.fixed(StudySpace.LEARNER, learner.name())));
    try {
      new SearchSpace(alone, constraints);
      return true;
    } catch (IllegalArgumentException impossible) {
      String rule = learner.rules().constraints().isEmpty() ? "forbidden" : "constraints";
      report.problem(
          "learners[%d].%s".formatted(index, rule),
          String.valueOf(impossible.getMessage()).replace(prefix, ""),
          "");
      return false;
    }
  }
}
