package org.espalier.spark.data.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Times of rows as a single number, and the times at which a table is split. */
public final class TimeOrdered {

  private static final double MICROS = 1e6;
  private static final int DAY = 86_400;

  private TimeOrdered() {}

  /**
   * Returns true if times of a type are dates, timestamps or texts, which become seconds since the
   * epoch; false for numbers.
   */
  public static boolean isCalendar(DataType type) {
    return !(type instanceof NumericType);
  }

  /** Returns true if a column can hold times. Texts can if they parse as timestamps. */
  static boolean covers(DataType type) {
    return type instanceof NumericType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof StringType;
  }

  /**
   * Returns the time as a double: seconds since the epoch, or the number itself; null for a text
   * that does not parse.
   *
   * @param sql expression of the column
   */
  public static Column seconds(String sql, DataType type) {
    if (type instanceof NumericType) {
      return functions.expr("CAST(%s AS DOUBLE)".formatted(sql));
    }
    if (type instanceof DateType) {
      return functions.expr("CAST(unix_date(%s) AS DOUBLE)".formatted(sql)).multiply(DAY);
    }
    return functions
        .expr("unix_micros(try_cast(%s AS TIMESTAMP))".formatted(sql))
        .cast(DataTypes.DoubleType)
        .divide(MICROS);
  }

  /**
   * Returns the times at which intervals begin so that given shares of the rows come before them.
   * Rows of one time stay together.
   *
   * @param shares share of all rows before each cut, in increasing order
   */
  public static List<Double> cuts(Dataset<Row> rows, List<Double> shares) {
    List<Row> times =
        rows.groupBy(col(ReservedColumns.TIME))
            .agg(count(lit(1)))
            .orderBy(col(ReservedColumns.TIME))
            .collectAsList();
    long all = times.stream().mapToLong(row -> row.getLong(1)).sum();
    List<Double> cuts = new ArrayList<>();
    long before = 0;
    for (Row time : times) {
      // An interval begins at the first time that has at least its share of rows before it.
      while (cuts.size() < shares.size() && before >= shares.get(cuts.size()) * all) {
        cuts.add(time.getDouble(0));
      }
      before += time.getLong(1);
    }
    while (cuts.size() < shares.size()) {
      cuts.add(Double.POSITIVE_INFINITY);
    }
    return cuts;
  }
}
