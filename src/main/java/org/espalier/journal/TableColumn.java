package org.espalier.journal;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.study.Inline;

/**
 * Column of a table whose rows are records: a component of the record, or one of an {@link Inline}
 * component.
 *
 * @param path components from the row to the value; the last one is the column's own
 */
public record TableColumn(List<RecordComponent> path) {
  public TableColumn {
    path = List.copyOf(path);
  }

  /** Columns of the records of a type, in the order of its components. */
  public static List<TableColumn> of(Class<?> type) {
    return of(List.of(), type).toList();
  }

  private static Stream<TableColumn> of(List<RecordComponent> outer, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            component -> {
              List<RecordComponent> path =
                  Stream.concat(outer.stream(), Stream.of(component)).toList();
              return component.isAnnotationPresent(Inline.class)
                  ? of(path, component.getType())
                  : Stream.of(new TableColumn(path));
            });
  }

  public RecordComponent component() {
    return path.get(path.size() - 1);
  }

  /** Name in the table: {@code std_error} of a component {@code stdError}. */
  public String name() {
    return name(component().getName());
  }

  /** Name in the table of a component that has this name. */
  public static String name(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Value in a row. */
  public Object value(Record row) {
    Object value = row;
    try {
      for (RecordComponent component : path) {
        value = component.getAccessor().invoke(value);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("%s of %s".formatted(name(), row.getClass()), e);
    }
    return value;
  }
}
