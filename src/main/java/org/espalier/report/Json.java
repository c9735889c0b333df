package org.espalier.report;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Printer of maps, lists, texts, numbers, absent numbers and booleans as JSON. */
final class Json {
  private final StringBuilder out = new StringBuilder(1 << 16);

  private Json() {}

  /**
   * The JSON of a value.
   *
   * @throws IllegalArgumentException if it is none of the kinds above, or not finite
   */
  static String of(Object value) {
    Json json = new Json();
    json.print(value);
    return json.out.toString();
  }

  private void print(Object value) {
    if (value instanceof Map<?, ?> map) {
      print(map);
    } else if (value instanceof List<?> list) {
      print(list);
    } else if (value instanceof OptionalDouble number) {
      number.ifPresentOrElse(this::print, () -> out.append("null"));
    } else if (value instanceof OptionalInt number) {
      number.ifPresentOrElse(out::append, () -> out.append("null"));
    } else if (value instanceof Double real) {
      print(real.doubleValue());
    } else if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
      out.append(value);
    } else if (value instanceof String text) {
      out.append(Escape.json(text));
    } else {
      throw new IllegalArgumentException("%s has no JSON.".formatted(value));
    }
  }

  private void print(Map<?, ?> map) {
    String before = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before).append(Escape.json(String.valueOf(entry.getKey()))).append(':');
      print(entry.getValue());
      before = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private void print(List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      out.append(i == 0 ? "" : ",");
      print(list.get(i));
    }
    out.append(']');
  }

  private void print(double real) {
    if (!Double.isFinite(real)) {
      throw new IllegalArgumentException("%s has no JSON.".formatted(real));
    }
    String text = String.valueOf(real);
    out.append(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
  }
}
