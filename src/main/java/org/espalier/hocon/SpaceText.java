package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spec.EnumNames;

/**
 * Search space of the library in the syntax of a study file. Numbers with a point or an exponent
 * make a range of real numbers, others one of whole numbers; parameters have the order of their
 * lines.
 */
final class SpaceText {

  private SpaceText() {}

  /**
   * Domains by parameter, in order.
   *
   * @throws IllegalArgumentException if the space has parameters of another kind
   */
  static Map<String, Object> domains(SearchSpace space) {
    Map<String, Object> domains = new LinkedHashMap<>();
    space
        .dimensions()
        .forEach(dimension -> domains.put(dimension.parameter().name(), domain(dimension)));
    return domains;
  }

  private static Object domain(Dimension dimension) {
    Map<String, Object> domain = new LinkedHashMap<>();
    Parameter parameter = dimension.parameter();
    if (parameter instanceof FloatParameter real) {
      range(domain, real.low(), real.high(), real.scale(), real.points());
      put(domain, "step", real.step(), real.step() > 0);
    } else if (parameter instanceof IntParameter whole) {
      range(domain, whole.low(), whole.high(), whole.scale(), whole.points());
      put(domain, "step", whole.step(), whole.step() > 0);
    } else if (parameter instanceof ChoiceParameter choice) {
      domain.put("values", choice.choices());
      domain.put("ordered", choice.ordered());
    }
    if (!dimension.conditions().isEmpty()) {
      Map<String, Object> when = new LinkedHashMap<>();
      dimension.conditions().forEach(one -> when.put(one.parent(), criterion(one)));
      domain.put("when", when);
    }
    return domain;
  }

  private static void range(
      Map<String, Object> domain, Number from, Number to, Scale scale, int points) {
    domain.put("from", from);
    domain.put("to", to);
    put(domain, "scale", EnumNames.of(scale), scale != Scale.LINEAR);
    put(domain, "points", points, points > 0);
  }

  private static void put(Map<String, Object> domain, String key, Object value, boolean isSaid) {
    if (isSaid) {
      domain.put(key, value);
    }
  }

  private static Object criterion(Condition condition) {
    if (condition.criterion() instanceof ConditionCriterion.OneOf one) {
      return one.values();
    }
    ConditionCriterion.Between between = (ConditionCriterion.Between) condition.criterion();
    return Map.of("from", between.low(), "to", between.high());
  }

  private record Line(int number, Dimension dimension) {}

  /**
   * Parameters with their conditions, by line and after those that the conditions name; the context
   * receives the problems of wrong ones.
   */
  static List<Dimension> read(SettingsSection space) {
    List<Line> lines = new ArrayList<>();
    space.params(
        inner -> inner.isEmpty() || DomainReader.isDomain(inner),
        (section, key, name, value) ->
            dimension(section, key, name, value)
                .ifPresent(one -> lines.add(new Line(value.origin().lineNumber(), one))));
    lines.sort(Comparator.comparing(Line::number)); // those of one line stay in alphabetic order
    List<Dimension> ordered = new ArrayList<>();
    while (!lines.isEmpty()) {
      Line next =
          lines.stream().filter(line -> isNext(line, lines)).findFirst().orElse(lines.get(0));
      Dimension dimension = next.dimension();
      ordered.add(
          new Dimension(
              dimension.parameter(),
              dimension.conditions().stream().map(one -> typed(one, ordered)).toList()));
      lines.remove(next);
    }
    return ordered;
  }

  /** True if no parameter that a condition names is among those that are left. */
  private static boolean isNext(Line line, List<Line> left) {
    Set<String> names =
        left.stream().map(one -> one.dimension().parameter().name()).collect(Collectors.toSet());
    return line.dimension().conditions().stream()
        .noneMatch(condition -> names.contains(condition.parent()));
  }

  /** A condition with real numbers for whole ones where its parent's values are real. */
  private static Condition typed(Condition condition, List<Dimension> earlier) {
    return earlier.stream()
        .map(Dimension::parameter)
        .filter(parent -> parent.name().equals(condition.parent()))
        .findFirst()
        .filter(parent -> condition.criterion() instanceof ConditionCriterion.OneOf)
        .map(
            parent ->
                new Condition(
                    condition.parent(),
                    new ConditionCriterion.OneOf(
                        ((ConditionCriterion.OneOf) condition.criterion())
                            .values().stream().map(value -> typed(value, parent)).toList())))
        .orElse(condition);
  }

  private static Object typed(Object value, Parameter parent) {
    return value instanceof Integer whole && parent.contains(whole.doubleValue())
        ? (Object) whole.doubleValue()
        : value;
  }

  private static Optional<Dimension> dimension(
      SettingsSection space, String key, String name, ConfigValue value) {
    if (!(value instanceof ConfigList)
        && !(value instanceof ConfigObject inner && DomainReader.isDomain(inner))) {
      space.mustBe(key, "a range { from, to } or a list of values");
      return Optional.empty();
    }
    List<Condition> conditions =
        value instanceof ConfigObject
            ? RulesReader.conditions(space.section(key), "when")
            : List.of();
    try {
      return DomainReader.read(space, key, value)
          .map(domain -> new Dimension(parameter(name, domain, value), conditions));
    } catch (IllegalArgumentException e) {
      space.problem(key, String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
  }

  private static Parameter parameter(String name, Domain domain, ConfigValue text) {
    if (domain instanceof Domain.Choice choice) {
      return new ChoiceParameter(name, choice.values(), choice.ordered());
    }
    if (!(domain instanceof Domain.Range range)) {
      throw new IllegalArgumentException("has elements; give values, each of them a list");
    }
    ConfigObject written = (ConfigObject) text;
    boolean isReal =
        Stream.of("from", "to", "step")
            .map(written::get)
            .filter(Objects::nonNull)
            .anyMatch(end -> ReadingContext.text(end).matches(".*[.eE].*"));
    return range.parameter(name, !isReal);
  }
}
