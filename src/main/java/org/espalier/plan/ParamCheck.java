package org.espalier.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.espalier.plan.Catalogue.Param;
import org.espalier.plan.Catalogue.ParamType;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;

/**
 * Turns what a setting says about a param into a parameter of a search space, by the param's type
 * and MLlib's own verdict on every choice, fixed value and end of a range.
 */
record ParamCheck(Catalogue catalogue, Set<Task> tasks) {

  /**
   * The parameter; empty if the value is fixed or wrong.
   *
   * @param stage a learner's type or a feature stage's name
   * @param problems told what is wrong, and what would be right
   */
  Optional<Parameter> parameter(
      String name, String stage, Param param, Domain domain, BiConsumer<String, String> problems) {
    if (domain instanceof Domain.Choice choice) {
      return choice(name, stage, param, choice, problems);
    }
    if (domain instanceof Domain.Range range) {
      return range(name, stage, param, range, problems);
    }
    Object value = ((Domain.Fixed) domain).value();
    value(stage, param, value, problems);
    return Optional.empty();
  }

  private Optional<Parameter> choice(
      String name,
      String stage,
      Param param,
      Domain.Choice choice,
      BiConsumer<String, String> problems) {
    List<Object> values = new ArrayList<>();
    for (Object given : choice.values()) {
      value(stage, param, given, problems).ifPresent(values::add);
    }
    if (values.size() < choice.values().size()) {
      return Optional.empty();
    }
    if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
      problems.accept("must be different choices, but is %s".formatted(values), "");
      return Optional.empty();
    }
    return Optional.of(new ChoiceParameter(name, values));
  }

  private Optional<Parameter> range(
      String name,
      String stage,
      Param param,
      Domain.Range range,
      BiConsumer<String, String> problems) {
    ParamType type = param.type();
    if (type != ParamType.INT && type != ParamType.FLOAT) {
      problems.accept(
          "is a range, but '%s' takes %s".formatted(param.name(), ParamValue.expected(type)),
          "give a list of choices");
      return Optional.empty();
    }
    Optional<Object> from = value(stage, param, range.from(), problems);
    Optional<Object> to = value(stage, param, range.to(), problems);
    // A step is no value of the param: MLlib has no say in it.
    Object given = range.step().map(step -> (Object) step).orElse(0);
    Optional<Object> step = typed(param, given, problems);
    if (from.isEmpty() || to.isEmpty() || step.isEmpty()) {
      return Optional.empty();
    }
    int points = range.points().orElse(0);
    try {
      return Optional.of(
          type == ParamType.INT
              ? new IntParameter(
                  name,
                  (Integer) from.get(),
                  (Integer) to.get(),
                  range.scale(),
                  (Integer) step.get(),
                  points)
              : new FloatParameter(
                  name,
                  (Double) from.get(),
                  (Double) to.get(),
                  range.scale(),
                  (Double) step.get(),
                  points));
    } catch (IllegalArgumentException wrong) {
      problems.accept(String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private Optional<Object> value(
      String stage, Param param, Object given, BiConsumer<String, String> problems) {
    Optional<Object> value = typed(param, given, problems);
    Optional<String> objection =
        value.flatMap(typed -> catalogue.verdict(stage, tasks, param.name(), typed));
    objection.ifPresent(says -> problems.accept(says, ""));
    return objection.isEmpty() ? value : Optional.empty();
  }

  private static Optional<Object> typed(
      Param param, Object given, BiConsumer<String, String> problems) {
    Optional<Object> value = ParamValue.of(param.type(), given);
    if (value.isEmpty()) {
      problems.accept(
          "must be %s, but is %s".formatted(ParamValue.expected(param.type()), given), "");
    }
    return value;
  }
}
