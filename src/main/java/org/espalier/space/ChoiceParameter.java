package org.espalier.space;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A parameter that takes one of a few listed values; no order among them is assumed. */
public record ChoiceParameter(String name, List<Object> choices) implements Parameter {

  public ChoiceParameter {
    choices = List.copyOf(choices);
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("Parameter '%s': has no choices.".formatted(name));
    }
    if (Set.copyOf(choices).size() != choices.size()) {
      throw new IllegalArgumentException(
          "Parameter '%s': a choice stands twice in %s.".formatted(name, choices));
    }
    choices.forEach(choice -> Configuration.requireValue(name, choice));
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
    return (choices.indexOf(Configuration.requireContained(this, value)) + 0.5) / choices.size();
  }

  @Override
  public boolean ordered() {
    return false;
  }

  @Override
  public boolean contains(Object value) {
    return choices.contains(value);
  }
}
