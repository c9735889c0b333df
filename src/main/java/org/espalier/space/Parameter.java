package org.espalier.space;

import java.util.List;
import java.util.OptionalLong;

/** Parameter of a search space: a name and the values it may take. */
public sealed interface Parameter permits FloatParameter, IntParameter, ChoiceParameter {

  /** Unique within a search space. */
  String name();

  /** Copy under another name. */
  Parameter named(String other);

  /** Number of distinct values; empty where they form a continuum. */
  OptionalLong size();

  /**
   * The value at a position of a finite parameter, in the order of its scale or its declaration.
   *
   * @param index in [0, size)
   * @throws IllegalStateException if the parameter is continuous
   */
  Object at(long index);

  /** The values a grid takes; empty if none were declared (a range without step or points). */
  List<Object> grid();

  /**
   * The value at a quantile of the uniform distribution on this parameter's scale.
   *
   * @param u in [0, 1]
   */
  Object quantile(double u);

  /**
   * The position of a value on this parameter's scale, the inverse of {@link #quantile}: {@code
   * quantile(unit(v))} is v, of a continuum up to rounding. A value that covers an interval of
   * positions, as in a finite parameter, has the middle of the interval.
   *
   * @return in [0, 1]
   * @throws IllegalArgumentException if the value is not one of this parameter
   */
  double unit(Object value);

  /**
   * Lower edge of the interval of positions that a value of a finite parameter covers: {@link
   * #quantile} gives {@code at(index)} from {@code edge(index)} to {@code edge(index + 1)}.
   *
   * @param index in [0, size]; at size it is 1
   * @throws IllegalStateException if the parameter is continuous
   */
  double edge(long index);

  /**
   * True if values at neighbouring positions are similar, so that a distance between positions has
   * a meaning; false for an unordered choice.
   */
  boolean ordered();

  /** The value in the middle of the scale; of an unordered choice the first. */
  default Object middle() {
    return ordered() ? quantile(0.5) : at(0);
  }

  /** True if a value, of this parameter's own type, is in its domain. */
  boolean contains(Object value);

  /** True if all values are numbers. */
  default boolean isNumeric() {
    return !(this instanceof ChoiceParameter) || grid().stream().allMatch(Number.class::isInstance);
  }
}
