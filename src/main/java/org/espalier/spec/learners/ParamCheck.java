package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Domain;
import org.espalier.space.Parameter;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ClassPathCatalogue.ParamType;

/**
 * Conversion of a param's setting into parameters of a search space, checked by the param's type
 * and by MLlib's own validator for every choice, fixed value and end of a range.
 *
 * @param verdict objection to a value of the param's type
 * @param problems receives problems and their corrections
 */
public record ParamCheck(
    Param param, Function<Object, Optional<String>> verdict, BiConsumer<String, String> problems) {

  /** The values of a parameter, in words. */
  static String span(Parameter parameter) {
    return parameter instanceof ChoiceParameter
        ? "one of "
            + parameter.grid().stream().map(Object::toString).collect(Collectors.joining(", "))
        : "it goes from %s to %s".formatted(parameter.quantile(0), parameter.quantile(1));
  }

  /** Correction of a value that a parameter never has. */
  static String instead(Parameter parameter, Object given) {
    return parameter.isNumeric()
        ? span(parameter)
        : Suggestion.of(given.toString(), parameter.grid().stream().map(Object::toString).toList());
  }

  /** One parameter, or one for each element of an array; none if the value is fixed or invalid. */
  public List<Parameter> parameters(String name, Domain domain) {
    if (domain instanceof Domain.Fixed fixed) {
      accepted(fixed.value());
      return List.of();
    }
    if (domain instanceof Domain.Elements list) {
      return elements(name, list);
    }
    return parameter(name, param.type(), domain, this::accepted).stream().toList();
  }

  /**
   * @param value a value of the type, or a problem
   */
  private Optional<Parameter> parameter(
      String name, ParamType type, Domain domain, Function<Object, Optional<Object>> value) {
    if (domain instanceof Domain.Choice choice) {
      return choice(name, choice, value);
    }
    if (domain instanceof Domain.Range range) {
      return range(name, type, range, value);
    }
    if (domain instanceof Domain.Fixed fixed) {
      return value.apply(fixed.value()).map(one -> ChoiceParameter.fixed(name, one));
    }
    problems.accept("is a list within a list", "");
    return Optional.empty();
  }

  private Optional<Parameter> choice(
      String name, Domain.Choice choice, Function<Object, Optional<Object>> value) {
    List<Object> values = new ArrayList<>();
    for (Object given : choice.values()) {
      value.apply(given).ifPresent(values::add);
    }
    if (values.size() < choice.values().size()) {
      return Optional.empty();
    }
    if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
      problems.accept("must be different choices, but is %s".formatted(values), "");
      return Optional.empty();
    }
    return Optional.of(new ChoiceParameter(name, values, choice.ordered()));
  }

  private Optional<Parameter> range(
      String name, ParamType type, Domain.Range range, Function<Object, Optional<Object>> value) {
    if (type != ParamType.INT && type != ParamType.FLOAT) {
      problems.accept(
          "is a range, but '%s' takes %s".formatted(param.name(), type.expected()),
          type.element().isPresent() ? "give elements = [ … ]" : "give a list of choices");
      return Optional.empty();
    }
    Optional<Object> from = value.apply(range.from());
    Optional<Object> to = value.apply(range.to());
    // MLlib's validator does not apply to a step, which is no value of the param.
    Optional<Object> step = typed(type, range.step().map(s -> (Object) s).orElse(0));
    if (from.isEmpty() || to.isEmpty() || step.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(range.parameter(name, type == ParamType.INT));
    } catch (IllegalArgumentException wrong) {
      problems.accept(String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private List<Parameter> elements(String name, Domain.Elements list) {
    Optional<ParamType> type = param.type().element();
    if (type.isEmpty()) {
      problems.accept(
          "is a list, but '%s' takes %s".formatted(param.name(), param.type().expected()), "");
      return List.of();
    }
    List<Parameter> elements = new ArrayList<>();
    for (Domain element : list.elements()) {
      String at = "%s[%d]".formatted(name, elements.size());
      Optional<Parameter> parameter =
          parameter(at, type.get(), element, given -> typed(type.get(), given));
      if (parameter.isEmpty()) {
        return List.of();
      }
      elements.add(parameter.get());
    }
    boolean low =
        accepted(elements.stream().map(element -> element.quantile(0)).toList()).isPresent();
    return low
            && accepted(elements.stream().map(element -> element.quantile(1)).toList()).isPresent()
        ? elements
        : List.of();
  }

  /** Value of the param, approved by MLlib's validator. */
  Optional<Object> accepted(Object given) {
    Optional<Object> value = typed(param.type(), given);
    Optional<String> objection = value.flatMap(verdict);
    objection.ifPresent(says -> problems.accept(says, ""));
    return objection.isEmpty() ? value : Optional.empty();
  }

  private Optional<Object> typed(ParamType type, Object given) {
    Optional<Object> value = ParamValue.convert(type, given);
    if (value.isEmpty()) {
      problems.accept(
          "must be %s, but is %s".formatted(type.expected(), given), meant(type, given));
    }
    return value;
  }

  private static String meant(ParamType type, Object given) {
    if (type.element().isPresent()) {
      return "a list of lists is a choice, { elements = [ … ] } one list";
    }
    if (type == ParamType.INT && ParamValue.convert(ParamType.LONG, given).isPresent()) {
      return "it goes from %,d to %,d".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return type == ParamType.BOOLEAN
        ? Suggestion.truth(given.toString())
        : Suggestion.number(given.toString());
  }
}
