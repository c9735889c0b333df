package org.espalier.space;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Condition of a dimension: it exists only if an earlier dimension, its parent, exists and has a
 * value that meets a criterion.
 *
 * @param parent name of a parameter
 */
public record Condition(String parent, ConditionCriterion criterion) {

  /** The parent has this value. */
  public Condition(String parent, Object value) {
    this(parent, new ConditionCriterion.OneOf(List.of(value)));
  }

  /** The parent has one of these values. */
  public static Condition oneOf(String parent, Object... values) {
    return new Condition(parent, new ConditionCriterion.OneOf(List.of(values)));
  }

  /** The parent is a number from low to high, both included. */
  public static Condition between(String parent, double low, double high) {
    return new Condition(parent, new ConditionCriterion.Between(low, high));
  }

  /** Condition on a parent of another name. */
  public Condition renamed(UnaryOperator<String> name) {
    return new Condition(name.apply(parent), criterion);
  }

  /**
   * @param values by parameter name; the parent's is missing where it does not exist
   */
  boolean holds(Map<String, Object> values) {
    Object value = values.get(parent);
    return value != null && criterion.holds(value);
  }

  /**
   * True if the criterion fits the parent: each listed value is one of the parent's, or the range
   * contains one of them.
   */
  public boolean canHold(Parameter of) {
    if (criterion instanceof ConditionCriterion.OneOf one) {
      return one.values().stream().allMatch(of::contains);
    }
    return criterion instanceof ConditionCriterion.Between range && overlaps(range, of);
  }

  private static boolean overlaps(ConditionCriterion.Between range, Parameter parent) {
    if (parent.size().isPresent()) {
      return new ConditionIntervals(parent.size().getAsLong(), parent::at, List.of(range), parent)
          .anyHolds(range);
    }
    return parent instanceof FloatParameter real
        && range.low() <= real.high()
        && range.high() >= real.low();
  }

  @Override
  public String toString() {
    return parent + " " + criterion;
  }
}
