package org.espalier.space;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Parameter with a few listed values, which are its grid; each has the same share of the positions.
 *
 * @param ordered true if neighbours in the list are similar, all at the same distance
 */
public record ChoiceParameter(String name, List<Object> choices, boolean ordered)
    implements Parameter {

  public ChoiceParameter {
    List<Object> copies = choices.stream().map(v -> Configuration.value(name, v)).toList();
    if (copies.isEmpty()) {
      throw new IllegalArgumentException("Parameter '%s': has no choices.".formatted(name));
    }
    if (Set.copyOf(copies).size() != copies.size()) {
      throw new IllegalArgumentException(
          "Parameter '%s': a choice occurs twice in %s.".formatted(name, copies));
    }
    choices = copies;
  }

  /** Choices without an order among them. */
  public ChoiceParameter(String name, List<Object> choices) {
    this(name, choices, false);
  }

  /** Choice of false and true. */
  public static ChoiceParameter ofTruth(String name) {
    return new ChoiceParameter(name, List.of(false, true));
  }

  /** Parameter with the same value in every configuration. */
  public static ChoiceParameter fixed(String name, Object value) {
    return new ChoiceParameter(name, List.of(value));
  }

  @Override
  public Parameter named(String other) {
    return new ChoiceParameter(other, choices, ordered);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(choices.size());
  }

  @Override
  public Object at(long index) {
    return choices.get(Math.toIntExact(index));
  }

  @Override
  public List<Object> grid() {
    return choices;
  }

  @Override
  public Object quantile(double u) {
    return choices.get(Math.min((int) (u * choices.size()), choices.size() - 1));
  }

  @Override
  public double unit(Object value) {
    Configuration.requireContained(this, value);
    return (choices.indexOf(value) + 0.5) / choices.size();
  }

  @Override
  public double edge(long index) {
    return (double) index / choices.size();
  }

  @Override
  public boolean contains(Object value) {
    return choices.contains(value);
  }
}
