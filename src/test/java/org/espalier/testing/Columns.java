package org.espalier.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table as maps from column to value. */
public final class Columns {

  private Columns() {}

  /** A row's components, in order, without some of them. */
  public static Map<String, Object> without(List<String> dropped, Record row) {
    Map<String, Object> values = new LinkedHashMap<>();
    Arrays.stream(row.getClass().getRecordComponents())
        .filter(column -> !dropped.contains(column.getName()))
        .forEach(column -> values.put(column.getName(), value(column, row)));
    return values;
  }

  /** Names of a row type's components, in order. */
  public static List<String> of(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private static Object value(RecordComponent column, Record row) {
    try {
      return column.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
