package org.espalier.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Constraint;

/**
 * Reader of conditions and constraints between params. Conditions are sections of criteria: a
 * value, a list of alternative values, or a range; constraints are comparisons of sums.
 */
final class RulesReader {

  private final ReadingContext reading;

  RulesReader(ReadingContext reading) {
    this.reading = reading;
  }

  /** A section of criteria by param; none if it is not there. */
  List<Condition> conditions(Section section, String key) {
    List<Condition> conditions = new ArrayList<>();
    if (section.isSet(key)) {
      Section criteria = section.section(key);
      criteria.entries().forEach((param, value) -> add(criteria, param, param, value, conditions));
      if (criteria.entries().isEmpty() && section.value(key).get() instanceof ConfigObject) {
        section.problem(key, "is empty", "for example { maxDepth = { from = 5 } }");
      }
    }
    return conditions;
  }

  private void add(
      Section section, String key, String name, ConfigValue value, List<Condition> conditions) {
    section.value(key);
    if (value instanceof ConfigObject inner && !isRange(inner)) {
      Section stage = section.section(key);
      stage.entries().forEach((param, v) -> add(stage, param, name + "." + param, v, conditions));
    } else {
      criterion(section, key, value)
          .ifPresent(criterion -> conditions.add(new Condition(name, criterion)));
    }
  }

  private static boolean isRange(ConfigObject section) {
    return section.containsKey("from") || section.containsKey("to");
  }

  private Optional<ConditionCriterion> criterion(Section section, String key, ConfigValue value) {
    if (value instanceof ConfigObject) {
      return range(section.section(key));
    }
    List<ConfigValue> given = value instanceof ConfigList list ? list : List.of(value);
    List<Object> values = new ArrayList<>();
    for (ConfigValue one : given) {
      if (Section.isPlain(one)) {
        values.add(one.unwrapped());
      }
    }
    if (values.isEmpty() || values.size() < given.size()) {
      section.mustBe(key, "a value, a list of values or a range");
      return Optional.empty();
    }
    return Optional.of(new ConditionCriterion.OneOf(values));
  }

  private static Optional<ConditionCriterion> range(Section range) {
    double from = end(range, "from", Double.NEGATIVE_INFINITY);
    double to = end(range, "to", Double.POSITIVE_INFINITY);
    range.close();
    if (from > to) {
      range.problem("from", "must be at most to (%s), but is %s".formatted(to, from), "");
      return Optional.empty();
    }
    return Optional.of(new ConditionCriterion.Between(from, to));
  }

  private static double end(Section range, String key, double open) {
    return range.isSet(key) ? range.number(key).map(BigDecimal::doubleValue).orElse(open) : open;
  }

  /** A list of comparisons, each a text. */
  List<Constraint.Comparison> constraints(Section learner, String key) {
    List<Constraint.Comparison> constraints = new ArrayList<>();
    if (!learner.isSet(key)) {
      return constraints;
    }
    List<ConfigValue> list = learner.list(key, ConstraintText.EXAMPLE);
    for (int i = 0; i < list.size(); i++) {
      String at = "%s[%d]".formatted(key, i);
      if (list.get(i).valueType() != ConfigValueType.STRING) {
        learner.problem(
            at,
            "must be a text, but is " + reading.shown(learner.path(at), list.get(i)),
            ConstraintText.EXAMPLE);
        continue;
      }
      try {
        constraints.add(ConstraintText.parse(ReadingContext.text(list.get(i))));
      } catch (IllegalArgumentException wrong) {
        learner.problem(at, String.valueOf(wrong.getMessage()), ConstraintText.EXAMPLE);
      }
    }
    return constraints;
  }

  /** A list of sections of criteria, which must not all hold at once. */
  List<List<Condition>> forbidden(Section learner, String key) {
    List<List<Condition>> forbidden = new ArrayList<>();
    if (!learner.isSet(key)) {
      return forbidden;
    }
    String example = "for example forbidden = [{ solver = normal, loss = huber }]";
    List<ConfigValue> list = learner.list(key, example);
    for (int i = 0; i < list.size(); i++) {
      String at = "%s[%d]".formatted(key, i);
      if (list.get(i) instanceof ConfigObject inner && !inner.isEmpty()) {
        Section combination = new Section(reading, learner.path(at), inner);
        List<Condition> conditions = new ArrayList<>();
        combination
            .entries()
            .forEach((param, value) -> add(combination, param, param, value, conditions));
        forbidden.add(conditions);
      } else {
        String is = reading.shown(learner.path(at), list.get(i));
        learner.problem(at, "must be a section of values by param, but is " + is, example);
      }
    }
    return forbidden;
  }
}
