package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.espalier.spark.ColumnNames;

/**
 * Derivation of columns from a column that is not a number, text or boolean; the derived columns
 * replace it.
 *
 * @param lengths maximum number of elements of each sequence, by the expression that counts them
 */
record ColumnParts(Map<String, Integer> lengths) {

  /** Maximum number of array elements that become columns; use a vector for longer arrays. */
  static final int MAX_ELEMENTS = 2_000;

  private static final List<String> OF_DATES = List.of("year", "month", "day", "dayofweek");
  private static final List<String> OF_TIMES = List.of("hour", "minute");

  /**
   * Returns SQL expressions, by the name of the derived column.
   *
   * @param name name that users know
   * @param sql expression of the column's value
   * @return empty if the column stays unchanged, or no column can be derived from it
   */
  Map<String, String> expressions(String name, String sql, DataType type) {
    Map<String, String> made = new LinkedHashMap<>();
    if (!sql.equals(ColumnNames.quoted(name)) && isPlain(type)) {
      made.put(ReservedColumns.made(name), sql);
    } else {
      take(name, sql, type, made);
    }
    return made;
  }

  private void take(String name, String sql, DataType type, Map<String, String> made) {
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        String inner = "%s.%s".formatted(sql, ColumnNames.quoted(field.name()));
        made.putAll(expressions(name + "." + field.name(), inner, field.dataType()));
      }
    } else if (type instanceof DateType) {
      parts(name, sql, OF_DATES, made);
      made.put(
          ReservedColumns.made(name + ".days"), "datediff(%s, DATE'1970-01-01')".formatted(sql));
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      take(name, "CAST(%s AS DATE)".formatted(sql), DataTypes.DateType, made);
      parts(name, sql, OF_TIMES, made);
    } else if (type instanceof ArrayType array && array.elementType() instanceof StringType) {
      made.put(ReservedColumns.made(name), "array_join(%s, ' ')".formatted(sql));
    } else if (isSequence(type)) {
      elements(name, sql, type, made);
    }
  }

  private static void parts(
      String name, String sql, List<String> functions, Map<String, String> made) {
    for (String f : functions) {
      String part = f.equals("dayofweek") ? "weekday" : f;
      made.put(ReservedColumns.made(name + "." + part), "%s(%s)".formatted(f, sql));
    }
  }

  private void elements(String name, String sql, DataType type, Map<String, String> made) {
    int length = lengths.getOrDefault(length(sql, type), 0);
    for (int i = 0; i < length && length <= MAX_ELEMENTS; i++) {
      String element =
          type instanceof BinaryType
              ? "CAST(conv(hex(substring(%s, %d, 1)), 16, 10) AS INT)".formatted(sql, i + 1)
              : "get(%s, %d)".formatted(sql, i);
      made.put(ReservedColumns.made("%s[%d]".formatted(name, i)), element);
    }
  }

  /**
   * Returns the expressions that count the elements of each sequence of a table, nested ones
   * included.
   */
  static List<String> sequences(StructType schema) {
    List<String> counts = new ArrayList<>();
    for (StructField field : schema.fields()) {
      sequences(ColumnNames.quoted(field.name()), field.dataType(), counts);
    }
    return counts;
  }

  private static void sequences(String sql, DataType type, List<String> counts) {
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        sequences(
            "%s.%s".formatted(sql, ColumnNames.quoted(field.name())), field.dataType(), counts);
      }
    } else if (isSequence(type)) {
      counts.add(length(sql, type));
    }
  }

  private static String length(String sql, DataType type) {
    return (type instanceof BinaryType ? "length(%s)" : "size(%s)").formatted(sql);
  }

  private static boolean isSequence(DataType type) {
    return type instanceof BinaryType
        || (type instanceof ArrayType array
            && (array.elementType() instanceof NumericType
                || array.elementType() instanceof BooleanType));
  }

  private static boolean isPlain(DataType type) {
    return Columns.kind(type).isPresent();
  }
}
