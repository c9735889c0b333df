package org.espalier.space;

import java.util.List;
import java.util.Map;

/** A parameter and the conditions, all of which must hold, under which it exists. */
public record Dimension(Parameter parameter, List<Condition> conditions) {

  public Dimension {
    conditions = List.copyOf(conditions);
  }

  /** A parameter that always exists. */
  public static Dimension always(Parameter parameter) {
    return new Dimension(parameter, List.of());
  }

  /** Whether the parameter exists, given the values of the dimensions before it. */
  boolean activeIn(Map<String, Object> values) {
    return conditions.stream().allMatch(condition -> condition.holds(values));
  }
}
