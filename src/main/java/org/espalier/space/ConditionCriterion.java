package org.espalier.space;

import java.util.List;
import java.util.stream.Collectors;

/** Criterion that a single value meets or not. */
public sealed interface ConditionCriterion {

  boolean holds(Object value);

  /** Criterion that the value is one of a few. */
  record OneOf(List<Object> values) implements ConditionCriterion {
    public OneOf {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("A criterion needs at least one value.");
      }
    }

    @Override
    public boolean holds(Object value) {
      return values.contains(value);
    }

    @Override
    public String toString() {
      return values.size() == 1
          ? "= " + values.get(0)
          : values.stream().map(Object::toString).collect(Collectors.joining(", ", "in [", "]"));
    }
  }

  /**
   * A number from low to high, both included.
   *
   * @param low may be negative infinity
   * @param high may be positive infinity
   */
  record Between(double low, double high) implements ConditionCriterion {
    public Between {
      if (!(low <= high)) { // negated, so that NaN fails too
        throw new IllegalArgumentException("A range from %s to %s is empty.".formatted(low, high));
      }
    }

    @Override
    public boolean holds(Object value) {
      return value instanceof Number number
          && number.doubleValue() >= low
          && number.doubleValue() <= high;
    }

    @Override
    public String toString() {
      return "from %s to %s".formatted(low, high);
    }
  }
}
