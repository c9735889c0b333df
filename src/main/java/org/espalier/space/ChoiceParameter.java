package org.espalier.space;

import java.util.List;

/** A parameter that takes one of a few listed values; no order among them is assumed. */
public record ChoiceParameter(String name, List<Object> choices) implements Listed {

  public ChoiceParameter {
    choices = Listed.distinct(name, choices);
  }

  /** Off or on. */
  public static ChoiceParameter ofTruth(String name) {
    return new ChoiceParameter(name, List.of(false, true));
  }

  /** The same in every configuration. */
  public static ChoiceParameter fixed(String name, Object value) {
    return new ChoiceParameter(name, List.of(value));
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
