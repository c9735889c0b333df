package org.espalier.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.space.Scale;

/** What a setting says about one param, before it is known which type the param has. */
public sealed interface Domain {

  /** The same in every trial, the defaults' included. */
  record Fixed(Object value) implements Domain {}

  /** One of these. */
  record Choice(List<Object> values) implements Domain {
    public Choice {
      values = List.copyOf(values);
    }
  }

  /** Ends included. */
  record Range(Number from, Number to, Scale scale, Optional<Number> step, OptionalInt points)
      implements Domain {}
}
