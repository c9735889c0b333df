package org.espalier.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values given to the parameters of a trial: immutable, in the order of the space, equal by
 * value.
 *
 * @param values Boolean, Integer, Long, finite Double or String by parameter name
 */
public record Configuration(Map<String, Object> values) {

  public Configuration {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    values.forEach(Configuration::requireValue);
  }

  static void requireValue(String name, Object value) {
    boolean known =
        value instanceof Boolean
            || value instanceof Integer
            || value instanceof Long
            || value instanceof String
            || (value instanceof Double real && Double.isFinite(real));
    if (!known) {
      throw new IllegalArgumentException(
          "Parameter '%s': a value must be true, false, a finite number or a text, but is %s."
              .formatted(name, value));
    }
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
