package org.espalier.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.study.Inline;

/** Rows of a table as maps from column to value. */
public final class Columns {

  private Columns() {}

  /** Columns of a row, in order, without some of them. */
  public static Map<String, Object> without(List<String> dropped, Record row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent column : row.getClass().getRecordComponents()) {
      Object value = value(column, row);
      if (column.isAnnotationPresent(Inline.class)) {
        values.putAll(without(dropped, (Record) value));
      } else if (!dropped.contains(column.getName())) {
        values.put(column.getName(), value);
      }
    }
    return values;
  }

  /** Names of a row type's columns, in order. */
  public static List<String> of(Class<? extends Record> type) {
    return names(type).toList();
  }

  private static Stream<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            column ->
                column.isAnnotationPresent(Inline.class)
                    ? names(column.getType())
                    : Stream.of(column.getName()));
  }

  private static Object value(RecordComponent column, Record row) {
    try {
      return column.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
