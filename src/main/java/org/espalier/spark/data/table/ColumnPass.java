package org.espalier.spark.data.table;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.JavaSerialized;

/**
 * Pass over a table that keeps an account of each column in arrays, in one job. Spark's time to
 * plan rises faster than the number of a plan's aggregate expressions, of which each column would
 * need several; here a column is one expression.
 */
public final class ColumnPass {

  private ColumnPass() {}

  /**
   * Account of the rows seen.
   *
   * @param <T> its own type
   */
  public interface Tally<T extends Tally<T>> extends Serializable {

    /**
     * Adds a row, which is valid during the call.
     *
     * @param row with the columns of the pass, in their order
     */
    void add(InternalRow row);

    /** Adds the rows of another tally. */
    void add(T other);
  }

  /** Addition of a row to sums. */
  @FunctionalInterface
  public interface Addition extends Serializable {

    /**
     * Adds a row, which is valid during the call.
     *
     * @param row with the columns of the pass, in their order
     */
    void add(long[] sums, InternalRow row);
  }

  /**
   * The account of all rows.
   *
   * @param empty that of no row
   */
  public static <T extends Tally<T>> T over(Dataset<Row> table, List<Column> columns, T empty) {
    return over(table, columns, new JavaSerialized<>(empty), ColumnPass::added, ColumnPass::joined)
        .value();
  }

  private static <T> T over(
      Dataset<Row> table,
      List<Column> columns,
      T empty,
      Function2<T, InternalRow, T> add,
      Function2<T, T, T> join) {
    Dataset<Row> selected = table.select(columns.toArray(Column[]::new));
    return PlanSettings.under(
        table.sparkSession(),
        () -> selected.queryExecution().toRdd().toJavaRDD().aggregate(empty, add, join));
  }

  /**
   * Totals of columns over all rows, in their order: of whole numbers their sum, of conditions the
   * rows they hold in.
   *
   * @param columns whole numbers or conditions; null counts as 0
   */
  public static long[] totals(Dataset<Row> table, List<Column> columns) {
    List<Column> numbers = columns.stream().map(c -> c.cast(DataTypes.LongType)).toList();
    return columns.isEmpty()
        ? new long[0]
        : sums(table, numbers, columns.size(), ColumnPass::addTotals);
  }

  private static void addTotals(long[] sums, InternalRow row) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row.isNullAt(i) ? 0 : row.getLong(i);
    }
  }

  /**
   * Sums over all rows.
   *
   * @param size number of sums
   */
  public static long[] sums(Dataset<Row> table, List<Column> columns, int size, Addition addition) {
    return over(
        table,
        columns,
        new long[size],
        (sums, row) -> {
          addition.add(sums, row);
          return sums;
        },
        ColumnPass::joined);
  }

  private static long[] joined(long[] sums, long[] others) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += others[i];
    }
    return sums;
  }

  private static <T extends Tally<T>> JavaSerialized<T> added(
      JavaSerialized<T> tally, InternalRow row) {
    tally.value().add(row);
    return tally;
  }

  private static <T extends Tally<T>> JavaSerialized<T> joined(
      JavaSerialized<T> tally, JavaSerialized<T> other) {
    tally.value().add(other.value());
    return tally;
  }
}
