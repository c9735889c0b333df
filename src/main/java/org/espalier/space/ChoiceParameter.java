package org.espalier.space;

import java.util.List;

/** Parameter with a few listed values, without an order among them. */
public record ChoiceParameter(String name, List<Object> choices) implements ListedParameter {

  public ChoiceParameter {
    choices = ListedParameter.distinct(name, choices);
  }

  /** Off or on. */
  public static ChoiceParameter ofTruth(String name) {
    return new ChoiceParameter(name, List.of(false, true));
  }

  /** Parameter with the same value in every configuration. */
  public static ChoiceParameter fixed(String name, Object value) {
    return new ChoiceParameter(name, List.of(value));
  }

  @Override
  public Parameter named(String other) {
    return new ChoiceParameter(other, choices);
  }

  @Override
  public List<Object> grid() {
    return choices;
  }

  @Override
  public boolean ordered() {
    return false;
  }
}
