package org.espalier.space;

import java.util.List;
import java.util.Map;

/**
 * Parameter with the conditions under which it exists, all of which must hold.
 *
 * <p>A parameter named {@code layers[0]} is the first element of the array-valued {@code layers}: a
 * configuration gives {@code layers} the list of the elements that exist.
 */
public record Dimension(Parameter parameter, List<Condition> conditions) {

  public Dimension {
    conditions = List.copyOf(conditions);
  }

  /** A parameter that always exists. */
  public static Dimension always(Parameter parameter) {
    return new Dimension(parameter, List.of());
  }

  String name() {
    return parameter.name();
  }

  /** True if the parameter exists, given the values of the dimensions before it. */
  public boolean activeIn(Map<String, Object> values) {
    return conditions.stream().allMatch(condition -> condition.holds(values));
  }
}
