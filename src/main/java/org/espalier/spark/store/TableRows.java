package org.espalier.spark.store;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.espalier.lineage.Receipt;
import org.espalier.lineage.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table as text, the same however the table is stored: for the digest of a table, and for
 * the first difference of two.
 */
public final class TableRows {

  private TableRows() {}

  /**
   * The table as a part of a receipt.
   *
   * @param rows in any order
   */
  public static Receipt.Part part(String table, List<Row> rows) {
    List<String> lines = rows.stream().map(TableRows::line).sorted().toList();
    return new Receipt.Part(table, Sha256.of(String.join("\n", lines)));
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(column(row, i)).append('=').append(text(row, i)).append('\t');
    }
    return line.toString();
  }

  private static String column(Row row, int i) {
    return row.schema().fields()[i].name();
  }

  private static String text(Row row, int i) {
    if (row.isNullAt(i)) {
      return "null";
    }
    StructField field = row.schema().fields()[i];
    if (field.dataType() instanceof ArrayType) {
      return row.getList(i).toString();
    }
    if (field.dataType() instanceof MapType) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      row.getJavaMap(i).forEach((name, value) -> sorted.put(String.valueOf(name), value));
      return sorted.toString();
    }
    Object value = row.get(i);
    if (value instanceof Timestamp time) {
      return String.valueOf(time.getTime());
    }
    return String.valueOf(value instanceof Instant moment ? moment.toEpochMilli() : value);
  }

  /** Order by the whole numbers with which rows begin, as tables are written. */
  private static int order(Row one, Row other) {
    for (int i = 0; i < one.size() && isWhole(one.schema().fields()[i].dataType()); i++) {
      int order = Long.compare(number(one, i), number(other, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static boolean isWhole(DataType type) {
    return type.equals(DataTypes.IntegerType) || type.equals(DataTypes.LongType);
  }

  private static long number(Row row, int i) {
    return row.isNullAt(i) ? -1 : ((Number) row.get(i)).longValue();
  }

  /**
   * The first difference of two tables with the same columns, in words; empty if there is none.
   *
   * @param without names of columns that may differ
   */
  public static Optional<String> difference(
      String table, List<Row> before, List<Row> after, Set<String> without) {
    List<Row> was = before.stream().sorted(TableRows::order).toList();
    List<Row> is = after.stream().sorted(TableRows::order).toList();
    for (int n = 0; n < Math.min(was.size(), is.size()); n++) {
      Row then = was.get(n);
      Row now = is.get(n);
      for (int i = 0; i < then.size(); i++) {
        String column = column(then, i);
        if (!without.contains(column) && !text(then, i).equals(text(now, i))) {
          return Optional.of(
              "%s: row %d, column %s: was %s, is %s"
                  .formatted(table, n, column, text(then, i), text(now, i)));
        }
      }
    }
    return was.size() == is.size()
        ? Optional.empty()
        : Optional.of("%s: has %d rows, had %d".formatted(table, is.size(), was.size()));
  }
}
