package org.espalier.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Printer of maps, lists, texts, numbers and booleans as JSON. */
final class Json {

  private Json() {}

  /**
   * The JSON of a value.
   *
   * @throws IllegalArgumentException if it is none of the kinds above, or not finite
   */
  static String of(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> Escape.json(String.valueOf(e.getKey())) + ":" + of(e.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
    }
    boolean plain =
        value instanceof Boolean
            || value instanceof Integer
            || value instanceof Long
            || (value instanceof Double real && Double.isFinite(real));
    if (plain) {
      return String.valueOf(value);
    }
    if (value instanceof String text) {
      return Escape.json(text);
    }
    throw new IllegalArgumentException("%s has no JSON.".formatted(value));
  }
}
