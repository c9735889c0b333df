package org.espalier.space;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Domain of a param in a study file, before the type of the param is known. */
public sealed interface Domain {

  /** Numbers that it may take, of a range its ends; none for an array. */
  default IntStream numbers() {
    if (this instanceof Range range) {
      return IntStream.of(range.from().intValue(), range.to().intValue());
    }
    Object value = this instanceof Fixed fixed ? fixed.value() : List.of();
    List<?> values = this instanceof Choice choice ? choice.values() : List.of(value);
    return values.stream()
        .filter(Number.class::isInstance)
        .mapToInt(one -> ((Number) one).intValue());
  }

  /** Same value in every trial, also in that of the defaults; a list for an array-valued param. */
  record Fixed(Object value) implements Domain {}

  /**
   * Choice of one of a few values.
   *
   * @param ordered true if neighbours are similar
   */
  record Choice(List<Object> values, boolean ordered) implements Domain {
    public Choice {
      values = List.copyOf(values);
    }

    /** Choice without an order. */
    public Choice(List<Object> values) {
      this(values, false);
    }
  }

  /** Range of numbers, both ends included. */
  record Range(Number from, Number to, Scale scale, Optional<Number> step, OptionalInt points)
      implements Domain {

    /**
     * Parameter of the numbers of the range.
     *
     * @throws IllegalArgumentException if their step or their number of points does not fit
     */
    public Parameter parameter(String name, boolean isWhole) {
      Number by = step.orElse(0);
      int grid = points.orElse(0);
      return isWhole
          ? new IntParameter(
              name,
              Math.toIntExact(from.longValue()),
              Math.toIntExact(to.longValue()),
              scale,
              by.intValue(),
              grid)
          : new FloatParameter(
              name, from.doubleValue(), to.doubleValue(), scale, by.doubleValue(), grid);
    }
  }

  /** Array, with a domain for each element: a fixed value, a choice or a range. */
  record Elements(List<Domain> elements) implements Domain {
    public Elements {
      elements = List.copyOf(elements);
    }
  }
}
