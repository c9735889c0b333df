package org.espalier.space;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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

  /** The dimension with other names of its parameter and of those that its conditions mention. */
  public Dimension renamed(UnaryOperator<String> name) {
    return new Dimension(
        parameter.named(name.apply(name())),
        conditions.stream().map(condition -> condition.renamed(name)).toList());
  }

  String name() {
    return parameter.name();
  }

  /** True if the parameter exists, given the values of the dimensions before it. */
  public boolean activeIn(Map<String, Object> values) {
    return conditions.stream().allMatch(condition -> condition.holds(values));
  }
}
