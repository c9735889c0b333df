package org.espalier.space;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Parameter of listed values, which are its grid; each has the same share of the positions. */
sealed interface ListedParameter extends Parameter permits ChoiceParameter, OrdinalParameter {

  @Override
  default OptionalLong size() {
    return OptionalLong.of(grid().size());
  }

  @Override
  default Object at(long index) {
    return grid().get(Math.toIntExact(index));
  }

  @Override
  default Object quantile(double u) {
    return grid().get(Math.min((int) (u * grid().size()), grid().size() - 1));
  }

  @Override
  default double unit(Object value) {
    Configuration.requireContained(this, value);
    return (grid().indexOf(value) + 0.5) / grid().size();
  }

  @Override
  default double edge(long index) {
    return (double) index / grid().size();
  }

  @Override
  default boolean contains(Object value) {
    return grid().contains(value);
  }

  /** The values, checked and immutable. */
  static List<Object> distinct(String name, List<Object> values) {
    List<Object> copies = values.stream().map(v -> Configuration.value(name, v)).toList();
    if (copies.isEmpty()) {
      throw new IllegalArgumentException("Parameter '%s': has no choices.".formatted(name));
    }
    if (Set.copyOf(copies).size() != copies.size()) {
      throw new IllegalArgumentException(
          "Parameter '%s': a choice occurs twice in %s.".formatted(name, copies));
    }
    return copies;
  }
}
