package org.espalier.spark;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Names of columns as a session tells them apart ({@code spark.sql.caseSensitive}): by default
 * {@code F2} and {@code f2} are the same column.
 */
public record ColumnNames(boolean caseSensitive) {

  /** Names by the current setting of a session. */
  public static ColumnNames of(SparkSession spark) {
    return new ColumnNames(Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive")));
  }

  /** Spelling that all names of the same column share. */
  public String canonical(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }

  /** True if one of the columns has the name. */
  public boolean isAmong(String name, String... columns) {
    return Arrays.stream(columns).map(this::canonical).anyMatch(canonical(name)::equals);
  }

  /** The name, followed by a number if a column has it already. */
  public String fresh(String name, String... columns) {
    String free = name;
    for (int number = 2; isAmong(free, columns); number++) {
      free = name + "_" + number;
    }
    return free;
  }

  /** Name quoted for SQL. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** A column whose name may hold spaces, dots and backticks. */
  public static Column column(String name) {
    return functions.col(quoted(name));
  }
}
