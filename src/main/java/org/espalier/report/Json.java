package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.journal.TableColumn;

/**
 * Printer of records, maps, lists, texts, numbers, absent numbers, constants and booleans as JSON.
 * The components of a record are its fields.
 */
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

  /**
   * Object of named fields, in this order.
   *
   * @param fields names and values in turn
   */
  static Map<String, Object> object(Object... fields) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      object.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    return object;
  }

  /** Many records of a type as an object of columns, named by the components. */
  static <T extends Record> Map<String, Object> columns(Class<T> type, List<T> rows) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (TableColumn column : TableColumn.of(type)) {
      List<Object> values = rows.stream().map(column::value).toList();
      boolean isText = column.component().getType() == String.class;
      columns.put(column.component().getName(), isText ? coded(values) : values);
    }
    return columns;
  }

  /** Texts that repeat: each once, and its index in each row. */
  static Map<String, Object> coded(List<Object> values) {
    Map<Object, Integer> codes = new LinkedHashMap<>();
    values.forEach(text -> codes.putIfAbsent(text, codes.size()));
    return object(
        "texts", List.copyOf(codes.keySet()), "codes", values.stream().map(codes::get).toList());
  }

  private void print(Object value) {
    if (value instanceof Record record) {
      Map<String, Object> fields = new LinkedHashMap<>();
      TableColumn.of(record.getClass())
          .forEach(field -> fields.put(field.component().getName(), field.value(record)));
      print(fields);
    } else if (value instanceof Map<?, ?> map) {
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
    } else if (value instanceof Enum<?> constant) {
      out.append(Escape.json(constant.name()));
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
