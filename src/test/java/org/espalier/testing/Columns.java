package org.espalier.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.TableColumn;

/** Rows of a table as maps from column to value, by the names of the components. */
public final class Columns {

  private Columns() {}

  /** Columns of a row, in order, without some of them. */
  public static Map<String, Object> without(List<String> dropped, Record row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (TableColumn column : TableColumn.of(row.getClass())) {
      values.put(column.component().getName(), column.value(row));
    }
    values.keySet().removeAll(dropped);
    return values;
  }

  /** Names of a row type's columns, in order. */
  public static List<String> of(Class<? extends Record> type) {
    return TableColumn.of(type).stream().map(column -> column.component().getName()).toList();
  }
}
