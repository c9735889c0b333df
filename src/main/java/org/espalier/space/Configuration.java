package org.espalier.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of a trial's parameters: immutable, in the order of the space, equal by value. In a study
 * of several learners it names one of them, and has the params of that learner only.
 *
 * <p>A value is Boolean, Integer, Long, finite Double or String, or for an array-valued parameter a
 * List of such.
 */
public final class Configuration {

  /** Name of the parameter that chooses a learner. */
  public static final String LEARNER = "learner";

  private final Map<String, Object> values;
  private final String learner;

  /**
   * Configuration of a space's values. They are a learner's if one of them is its name under
   * {@value #LEARNER}, and all others are params of that learner.
   *
   * @param values by the names of the space's parameters
   * @throws IllegalArgumentException if a value is of another type
   */
  public Configuration(Map<String, Object> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(name, value(name, value)));
    this.values = Collections.unmodifiableMap(copy);
    this.learner = learnerOf(copy);
  }

  /**
   * Configuration of a learner.
   *
   * @param learner its name in the study
   * @param params values by the learner's own names
   */
  public static Configuration of(String learner, Map<String, Object> params) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(LEARNER, learner);
    params.forEach((param, value) -> values.put(name(learner, param), value));
    return new Configuration(values);
  }

  /** Name of a learner's param in a space of several learners. */
  public static String name(String learner, String param) {
    return learner + "." + param;
  }

  private static String learnerOf(Map<String, Object> values) {
    return values.get(LEARNER) instanceof String learner
            && values.keySet().stream()
                .allMatch(name -> name.equals(LEARNER) || isParamOf(learner, name))
        ? learner
        : "";
  }

  private static boolean isParamOf(String learner, String name) {
    return name.length() > learner.length()
        && name.charAt(learner.length()) == '.'
        && name.startsWith(learner);
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

  /** Name of the learner; empty if the space has none to choose from. */
  public String learner() {
    return learner;
  }

  /** Values by the learner's own names; all values where there is no learner. */
  public Map<String, Object> params() {
    if (learner.isEmpty()) {
      return values;
    }
    Map<String, Object> params = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (!name.equals(LEARNER)) {
            params.put(name.substring(learner.length() + 1), value);
          }
        });
    return Collections.unmodifiableMap(params);
  }

  /** Values by the names of the space's parameters, the learner among them. */
  public Map<String, Object> values() {
    return values;
  }

  /**
   * The value of a numeric parameter.
   *
   * @param name name in the space
   * @throws IllegalArgumentException if there is none of that name
   */
  public double number(String name) {
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("%s has no number '%s'.".formatted(this, name));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Configuration same && values.equals(same.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
