package org.espalier.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  /**
   * The elements of an array of fixed length.
   *
   * @param element makes the parameter of the name that it is given
   */
  public static List<Dimension> array(
      String name, int length, Function<String, Parameter> element, Condition... conditions) {
    List<Dimension> elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      elements.add(new Dimension(element.apply("%s[%d]".formatted(name, i)), List.of(conditions)));
    }
    return List.copyOf(elements);
  }

  String name() {
    return parameter.name();
  }

  /** True if the parameter exists, given the values of the dimensions before it. */
  public boolean activeIn(Map<String, Object> values) {
    return conditions.stream().allMatch(condition -> condition.holds(values));
  }
}
