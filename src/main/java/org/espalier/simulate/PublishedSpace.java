package org.espalier.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;

/** A space in the JSON form of ConfigSpace 0.4, as surrogates publish it. */
final class PublishedSpace {

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, List<Condition>> conditions = new LinkedHashMap<>();

  private PublishedSpace() {}

  static PublishedSpace of(Map<?, ?> json) {
    PublishedSpace space = new PublishedSpace();
    for (Object each : (List<?>) json.get("hyperparameters")) {
      Parameter parameter = parameter((Map<?, ?>) each);
      space.parameters.put(parameter.name(), parameter);
    }
    for (Object each : (List<?>) json.get("conditions")) {
      Map<?, ?> condition = (Map<?, ?>) each;
      List<Object> values =
          condition.get("type").equals("IN")
              ? List.copyOf((List<?>) condition.get("values"))
              : List.of(condition.get("value"));
      space
          .conditions
          .computeIfAbsent((String) condition.get("child"), child -> new ArrayList<>())
          .add(Condition.oneOf((String) condition.get("parent"), values.toArray()));
    }
    return space;
  }

  private static Parameter parameter(Map<?, ?> json) {
    String name = (String) json.get("name");
    Scale scale = Boolean.TRUE.equals(json.get("log")) ? Scale.LOG : Scale.LINEAR;
    return switch ((String) json.get("type")) {
      case "categorical" -> new ChoiceParameter(name, List.copyOf((List<?>) json.get("choices")));
      case "uniform_int" ->
          new IntParameter(name, whole(json.get("lower")), whole(json.get("upper")), scale);
      case "uniform_float" ->
          new FloatParameter(
              name, (Double) json.get("lower"), (Double) json.get("upper"), scale);
      default ->
          throw new IllegalArgumentException(
              "%s: a parameter of type '%s' is not known.".formatted(name, json.get("type")));
    };
  }

  private static int whole(Object number) {
    return ((Double) number).intValue();
  }

  /** The values of a categorical parameter. */
  List<String> choices(String name) {
    return ((ChoiceParameter) parameters.get(name))
        .choices().stream().map(String.class::cast).toList();
  }

  /** The space of all parameters but some, in the published order. */
  SearchSpace without(Predicate<String> left) {
    return new SearchSpace(
        parameters.values().stream()
            .filter(p -> !left.test(p.name()))
            .map(p -> new Dimension(p, conditions.getOrDefault(p.name(), List.of())))
            .toList());
  }
}
