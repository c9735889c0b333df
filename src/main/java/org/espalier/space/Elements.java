package org.espalier.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversion of array-valued parameters: from values by dimension to a configuration and back. */
final class Elements {

  private Elements() {}

  /** The array that a name, for example {@code layers[0]}, belongs to. */
  static Optional<String> array(String name) {
    int open = name.lastIndexOf('[');
    return open > 0 && name.endsWith("]") ? Optional.of(name.substring(0, open)) : Optional.empty();
  }

  /**
   * Rejects elements that are not numbered from 0 in order, or whose array is also a parameter of
   * its own.
   */
  static void require(List<Dimension> dimensions) {
    Map<String, Integer> next = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      String name = dimension.name();
      array(name)
          .ifPresent(
              array -> {
                int index = next.merge(array, 1, Integer::sum) - 1;
                if (!name.equals("%s[%d]".formatted(array, index))) {
                  throw new IllegalArgumentException(
                      "Parameter '%s' is where element %d of '%s' is expected."
                          .formatted(name, index, array));
                }
              });
    }
    for (Dimension dimension : dimensions) {
      if (next.containsKey(dimension.name())) {
        throw new IllegalArgumentException(
            "Parameter '%s' occurs twice, whole and by its elements.".formatted(dimension.name()));
      }
    }
  }

  /** The configuration of values by dimension. */
  static Configuration assemble(Map<String, Object> values) {
    Map<String, Object> whole = new LinkedHashMap<>();
    Map<String, List<Object>> arrays = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          Optional<String> array = array(name);
          if (array.isEmpty()) {
            whole.put(name, value);
            return;
          }
          List<Object> elements = arrays.computeIfAbsent(array.get(), a -> new ArrayList<>());
          elements.add(value);
          whole.put(array.get(), elements);
        });
    return new Configuration(whole);
  }

  /** Values by dimension, for the dimensions that exist and have a value. */
  static Map<String, Object> flat(List<Dimension> dimensions, Configuration configuration) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Integer> taken = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      if (dimension.activeIn(values)) {
        String name = dimension.name();
        Optional<String> array = array(name);
        Optional<Object> value =
            array.isPresent()
                ? element(configuration, array.get(), taken)
                : Optional.ofNullable(configuration.values().get(name));
        value.ifPresent(v -> values.put(name, v));
      }
    }
    return values;
  }

  private static Optional<Object> element(
      Configuration configuration, String array, Map<String, Integer> taken) {
    int index = taken.merge(array, 1, Integer::sum) - 1;
    return configuration.values().get(array) instanceof List<?> list && index < list.size()
        ? Optional.of(list.get(index))
        : Optional.empty();
  }
}
