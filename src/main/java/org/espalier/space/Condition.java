package org.espalier.space;

import java.util.List;
import java.util.Map;

/** A dimension exists only where an earlier choice has one of these values. */
public record Condition(String parent, List<Object> values) {

  public Condition {
    values = List.copyOf(values);
  }

  /** A dimension exists only where an earlier choice has this value. */
  public Condition(String parent, Object value) {
    this(parent, List.of(value));
  }

  /** Whether it is met, given the values of the dimensions before. */
  boolean holds(Map<String, Object> earlier) {
    Object value = earlier.get(parent);
    return value != null && values.contains(value);
  }
}
