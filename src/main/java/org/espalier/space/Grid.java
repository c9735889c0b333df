package org.espalier.space;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.Objects;

/**
 * List of all values of a finite parameter, in order, computed on access, as a step may be tiny.
 */
final class Grid extends AbstractList<Object> {

  /** Limit that lets every value have an int index. */
  private static final BigInteger MAX_STEPS = BigInteger.valueOf(Integer.MAX_VALUE - 1);

  private final Parameter parameter;
  private final int size;

  Grid(Parameter parameter, int size) {
    this.parameter = parameter;
    this.size = size;
  }

  /** Rejects a range that is empty, or that its scale does not have. */
  static void requireRange(String name, Number low, Number high, Scale scale) {
    double width = high.doubleValue() - low.doubleValue();
    if (!(width > 0) || Double.isInfinite(width)) { // negated, so that NaN fails too
      throw new IllegalArgumentException(
          "Parameter '%s': from (%s) must be below to (%s).".formatted(name, low, high));
    }
    if (scale.needsPositive() && low.doubleValue() <= 0) {
      throw new IllegalArgumentException(
          "Parameter '%s': a log scale needs from > 0, but from is %s.".formatted(name, low));
    }
  }

  /**
   * Rejects values that are not a step's or a number of points on their scale, or are more than a
   * list can have.
   *
   * @param steps whole steps from low to high; 0 without a step
   */
  static void requireValues(String name, Scale scale, BigInteger steps, int points) {
    boolean stepped = steps.signum() > 0;
    if (stepped && scale != Scale.LINEAR) {
      throw new IllegalArgumentException(
          "Parameter '%s': a step needs a linear scale; on a log scale, use points."
              .formatted(name));
    }
    if (steps.compareTo(MAX_STEPS) > 0) {
      throw new IllegalArgumentException(
          "Parameter '%s': step makes more than %d values; use a larger step, or none."
              .formatted(name, Integer.MAX_VALUE));
    }
    if (points == 1 || points < 0 || (points > 0 && stepped)) {
      throw new IllegalArgumentException(
          "Parameter '%s': points (%d) must be at least 2, and excludes a step."
              .formatted(name, points));
    }
  }

  @Override
  public Object get(int index) {
    return parameter.at(Objects.checkIndex(index, size));
  }

  @Override
  public int size() {
    return size;
  }
}
