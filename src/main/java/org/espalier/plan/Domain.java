package org.espalier.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.space.Scale;

/** What a setting says about one param, before it is known which type the param has. */
public sealed interface Domain {

  /** The greatest number it may take; empty where none is a number. */
  default OptionalInt greatest() {
    if (this instanceof Range range) {
      return OptionalInt.of(range.to().intValue());
    }
    Object value = this instanceof Fixed fixed ? fixed.value() : List.of();
    List<?> values = this instanceof Choice choice ? choice.values() : List.of(value);
    return values.stream()
        .filter(Number.class::isInstance)
        .mapToInt(one -> ((Number) one).intValue())
        .max();
  }

  /** The same in every trial, the defaults' included; a list for a param that takes lists. */
  record Fixed(Object value) implements Domain {}

  /**
   * One of these.
   *
   * @param ordered whether neighbours are alike
   */
  record Choice(List<Object> values, boolean ordered) implements Domain {
    public Choice {
      values = List.copyOf(values);
    }

    /** One of these, in no order that means anything. */
    public Choice(List<Object> values) {
      this(values, false);
    }
  }

  /** Ends included. */
  record Range(Number from, Number to, Scale scale, Optional<Number> step, OptionalInt points)
      implements Domain {}

  /** A list, each element with what may be tried there: fixed values, choices and ranges. */
  record Elements(List<Domain> elements) implements Domain {
    public Elements {
      elements = List.copyOf(elements);
    }
  }
}
