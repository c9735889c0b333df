package org.espalier.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of a trial's parameters: immutable, in the order of the space, equal by value.
 *
 * @param values Boolean, Integer, Long, finite Double or String by parameter name, or for an
 *     array-valued parameter a List of such
 */
public record Configuration(Map<String, Object> values) {

  public Configuration {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(name, value(name, value)));
    values = Collections.unmodifiableMap(copy);
  }

  /** An immutable copy of a value that a configuration may have. */
  static Object value(String name, Object value) {
    if (value instanceof List<?> list && list.stream().allMatch(Configuration::isPlain)) {
      return List.copyOf(list);
    }
    if (!isPlain(value)) {
      throw new IllegalArgumentException(
          ("Parameter '%s': a value must be true, false, a finite number, a text or a list of"
                  + " these, but is %s.")
              .formatted(name, value));
    }
    return value;
  }

  private static boolean isPlain(Object value) {
    return value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof String
        || (value instanceof Double real && Double.isFinite(real));
  }

  /** The value itself, if the parameter takes it. */
  static Object requireContained(Parameter parameter, Object value) {
    if (!parameter.contains(value)) {
      throw new IllegalArgumentException(
          "Parameter '%s' does not take %s.".formatted(parameter.name(), value));
    }
    return value;
  }

  /**
   * The value of a numeric parameter.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double number(String name) {
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("%s has no number '%s'.".formatted(this, name));
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
