package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Constraint;
import org.espalier.space.Constraint.Relation;
import org.espalier.space.LinearExpression;

/**
 * Reader of conditions and constraints between params. Conditions are sections of criteria: a
 * value, a list of alternative values, or a range; constraints are comparisons of sums.
 */
final class RulesReader {

  private RulesReader() {}

  /** A section of criteria by param; none if it is not there. */
  static List<Condition> conditions(SettingsSection section, String key) {
    List<Condition> conditions = new ArrayList<>();
    if (section.isSet(key)) {
      SettingsSection criteria = section.section(key);
      criteria.entries().forEach((param, value) -> add(criteria, param, param, value, conditions));
      if (criteria.entries().isEmpty() && section.value(key).get() instanceof ConfigObject) {
        section.problem(key, "is empty", "for example { maxDepth = { from = 5 } }");
      }
    }
    return conditions;
  }

  private static void add(
      SettingsSection section,
      String key,
      String name,
      ConfigValue value,
      List<Condition> conditions) {
    section.value(key);
    if (value instanceof ConfigObject inner && !isRange(inner)) {
      SettingsSection stage = section.section(key);
      stage.entries().forEach((param, v) -> add(stage, param, name + "." + param, v, conditions));
    } else {
      criterion(section, key, value)
          .ifPresent(criterion -> conditions.add(new Condition(name, criterion)));
    }
  }

  private static boolean isRange(ConfigObject section) {
    return section.containsKey("from") || section.containsKey("to");
  }

  private static Optional<ConditionCriterion> criterion(
      SettingsSection section, String key, ConfigValue value) {
    if (value instanceof ConfigObject) {
      return range(section.section(key));
    }
    List<ConfigValue> given = value instanceof ConfigList list ? list : List.of(value);
    List<Object> values = new ArrayList<>();
    for (ConfigValue one : given) {
      if (SettingsSection.isPlain(one)) {
        values.add(one.unwrapped());
      }
    }
    if (values.isEmpty() || values.size() < given.size()) {
      section.mustBe(key, "a value, a list of values or a range");
      return Optional.empty();
    }
    return Optional.of(new ConditionCriterion.OneOf(values));
  }

  private static Optional<ConditionCriterion> range(SettingsSection range) {
    double from = end(range, "from", Double.NEGATIVE_INFINITY);
    double to = end(range, "to", Double.POSITIVE_INFINITY);
    range.close();
    if (from > to) {
      range.problem("from", "must be at most to = %s, but is %s".formatted(to, from), "");
      return Optional.empty();
    }
    return Optional.of(new ConditionCriterion.Between(from, to));
  }

  private static double end(SettingsSection range, String key, double open) {
    return range.isSet(key) ? range.number(key).map(BigDecimal::doubleValue).orElse(open) : open;
  }

  /** A list of comparisons, each a text. */
  static List<Constraint.Comparison> constraints(SettingsSection learner, String key) {
    List<Constraint.Comparison> constraints = new ArrayList<>();
    listed(learner, key, ConstraintText.EXAMPLE)
        .forEach(
            (at, value) -> {
              if (value.valueType() != ConfigValueType.STRING) {
                String wrong = "must be a text, but is " + learner.shown(at, value);
                learner.problem(at, wrong, ConstraintText.EXAMPLE);
                return;
              }
              try {
                constraints.add(ConstraintText.parse(ReadingContext.text(value)));
              } catch (IllegalArgumentException e) {
                learner.problem(at, String.valueOf(e.getMessage()), ConstraintText.EXAMPLE);
              }
            });
    return constraints;
  }

  /** A list of sections of criteria, which must not all hold at once. */
  static List<List<Condition>> forbidden(SettingsSection learner, String key) {
    List<List<Condition>> forbidden = new ArrayList<>();
    String example = "for example forbidden = [{ solver = normal, loss = huber }]";
    listed(learner, key, example)
        .forEach(
            (at, value) -> {
              if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                SettingsSection combination = learner.child(at, inner);
                List<Condition> conditions = new ArrayList<>();
                combination
                    .entries()
                    .forEach((param, one) -> add(combination, param, param, one, conditions));
                forbidden.add(conditions);
              } else {
                String wrong =
                    "must be a section of values by param, but is " + learner.shown(at, value);
                learner.problem(at, wrong, example);
              }
            });
    return forbidden;
  }

  /** Elements of a list by their keys; none if it is not there. */
  private static Map<String, ConfigValue> listed(
      SettingsSection learner, String key, String example) {
    return learner.isSet(key)
        ? SettingsSection.elements(key, learner.list(key, example))
        : Map.of();
  }

  /**
   * Parser of comparisons: sums of numbers, params and multiples of params on both sides of {@code
   * <=, <, =, >} or {@code >=}.
   */
  private static final class ConstraintText {

    static final String EXAMPLE = "for example [\"2 * minInstancesPerNode <= maxBins\"]";

    private static final Pattern RELATION = Pattern.compile("<=|>=|==|=|<|>");

    private static final String NUMBER = "(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?";

    private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_.]*(?:\\[\\d+])?";

    /** A sign, and a number, a name, or the product of both. */
    private static final Pattern TERM =
        Pattern.compile(
            "\\s*([+-]?)\\s*(?:(?<factor>%s)(?:\\s*\\*\\s*(?<right>%s))?|(?<name>%s)(?:\\s*\\*\\s*(?<times>%s))?)\\s*"
                .formatted(NUMBER, NAME, NAME, NUMBER));

    private ConstraintText() {}

    /**
     * Parses a comparison.
     *
     * @throws IllegalArgumentException if the text is no comparison; the message says why
     */
    static Constraint.Comparison parse(String text) {
      List<String> relations =
          RELATION.matcher(text).results().map(found -> found.group()).toList();
      if (relations.size() != 1) {
        throw new IllegalArgumentException(
            "must compare two sums by <=, <, =, > or >=, but is '%s'".formatted(text));
      }
      String[] sides = RELATION.split(text, -1);
      LinearExpression left = sum(sides[0]);
      LinearExpression right = sum(sides[1]);
      return switch (relations.get(0)) {
        case "<=" -> new Constraint.Comparison(left, Relation.AT_MOST, right);
        case "<" -> new Constraint.Comparison(left, Relation.BELOW, right);
        case ">=" -> new Constraint.Comparison(right, Relation.AT_MOST, left);
        case ">" -> new Constraint.Comparison(right, Relation.BELOW, left);
        default -> new Constraint.Comparison(left, Relation.EQUAL, right);
      };
    }

    private static LinearExpression sum(String text) {
      Map<String, Double> coefficients = new LinkedHashMap<>();
      List<Double> constants = new ArrayList<>();
      Matcher term = TERM.matcher(text);
      int end = 0;
      while (end < text.length() || end == 0) {
        boolean follows = term.find(end) && term.start() == end;
        if (!follows || (end > 0 && term.group(1).isEmpty())) {
          throw new IllegalArgumentException(
              "must be sums of multiples of params, but has '%s'"
                  .formatted(text.substring(end).strip()));
        }
        add(term, coefficients, constants);
        end = term.end();
      }
      return new LinearExpression(
          coefficients, constants.stream().mapToDouble(Double::doubleValue).sum());
    }

    private static void add(
        Matcher term, Map<String, Double> coefficients, List<Double> constants) {
      double sign = "-".equals(term.group(1)) ? -1 : 1;
      String factor = term.group("factor") == null ? term.group("times") : term.group("factor");
      String name = term.group("name") == null ? term.group("right") : term.group("name");
      double value = sign * (factor == null ? 1 : Double.parseDouble(factor));
      if (name == null) {
        constants.add(value);
      } else {
        coefficients.merge(name, value, Double::sum);
      }
    }
  }
}
