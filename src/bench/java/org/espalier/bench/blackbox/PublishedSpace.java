package org.espalier.bench.blackbox;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** Search space in the form of ConfigSpace 0.4's JSON, as surrogates publish it. */
public record PublishedSpace(List<Hyperparameter> hyperparameters, List<Link> conditions) {

  /**
   * A parameter.
   *
   * @param type {@code categorical}, {@code uniform_int} or {@code uniform_float}
   * @param lower of numbers only, and so are log and upper
   * @param choices of a categorical one only
   */
  public record Hyperparameter(
      String name,
      String type,
      boolean log,
      double lower,
      double upper,
      @Nullable List<Object> choices) {

    private Parameter parameter() {
      Scale scale = log ? Scale.LOG : Scale.LINEAR;
      return switch (type) {
        case "categorical" -> new ChoiceParameter(name, choices == null ? List.of() : choices);
        case "uniform_int" ->
            new IntParameter(
                name, Math.toIntExact((long) lower), Math.toIntExact((long) upper), scale);
        case "uniform_float" -> new FloatParameter(name, lower, upper, scale);
        default ->
            throw new IllegalArgumentException(
                "%s: a parameter of type '%s' is not known.".formatted(name, type));
      };
    }
  }

  /**
   * Condition on a parent for the existence of a parameter.
   *
   * @param value single value of the parent under which the child exists
   * @param values the same, if there are several
   */
  public record Link(
      String child, String parent, @Nullable Object value, @Nullable List<Object> values) {

    private Condition condition() {
      if (values != null) {
        return Condition.oneOf(parent, values.toArray());
      }
      if (value != null) {
        return Condition.oneOf(parent, value);
      }
      throw new IllegalArgumentException(
          "%s: must exist under a value of %s.".formatted(child, parent));
    }
  }

  public PublishedSpace {
    hyperparameters = List.copyOf(hyperparameters);
    conditions = List.copyOf(conditions);
  }

  /** The values of a categorical parameter. */
  List<String> choices(String name) {
    return hyperparameters.stream()
        .filter(published -> published.name().equals(name))
        .map(Hyperparameter::choices)
        .flatMap(choices -> choices == null ? Stream.of() : choices.stream())
        .map(String.class::cast)
        .toList();
  }

  /** The space of all parameters but some, in the published order. */
  SearchSpace without(Predicate<String> left) {
    return new SearchSpace(
        hyperparameters.stream()
            .filter(published -> !left.test(published.name()))
            .map(published -> new Dimension(published.parameter(), conditionsOf(published.name())))
            .toList());
  }

  private List<Condition> conditionsOf(String child) {
    return conditions.stream()
        .filter(link -> link.child().equals(child))
        .map(Link::condition)
        .toList();
  }
}
