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

  /** Rejects a step that makes more values than a list can have. */
  static void requireSize(String name, BigInteger steps) {
    if (steps.compareTo(MAX_STEPS) > 0) {
      throw new IllegalArgumentException(
          "Parameter '%s': step makes more than %d values; a larger step, or none, would do."
              .formatted(name, Integer.MAX_VALUE));
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
