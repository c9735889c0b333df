package org.espalier.spark.data.table;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.JavaSerialized;

/**
 * Aggregation over a table in one job, with the state of each column in arrays. Spark's planning
 * time grows faster than the number of aggregate expressions, and each column would need several of
 * them; here a column is one expression.
 */
public final class ColumnPass {

  private ColumnPass() {}

  /**
   * State of the aggregation over the rows seen so far.
   *
   * @param <T> type of the implementing class
   */
  public interface Tally<T extends Tally<T>> extends Serializable {

    /**
     * Adds a row, which is valid during the call.
     *
     * @param row row with the columns of the pass, in their order
     */
    void add(InternalRow row);

    /** Adds the rows of another tally. */
    void add(T other);
  }

  /** Function that adds a row to sums. */
  @FunctionalInterface
  public interface Addition extends Serializable {

    /**
     * Adds a row, which is valid during the call.
     *
     * @param row row with the columns of the pass, in their order
     */
    void add(long[] sums, InternalRow row);
  }

  /**
   * Returns the tally of all rows.
   *
   * @param empty tally of no rows
   */
  public static <T extends Tally<T>> T over(Dataset<Row> table, List<Column> columns, T empty) {
    Dataset<Row> selected = table.select(columns.toArray(Column[]::new));
    return PlanSettings.under(
            table.sparkSession(),
            () ->
                selected
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .aggregate(new JavaSerialized<>(empty), ColumnPass::added, ColumnPass::joined))
        .value();
  }

  /**
   * Returns the rows of a table in their order, in Spark's own format. {@code collectAsList} also
   * writes the plan as text for the UI and converts each value, which takes seconds for thousands
   * of columns.
   */
  public static List<InternalRow> rows(Dataset<Row> table) {
    return PlanSettings.under(
        table.sparkSession(),
        () -> table.queryExecution().toRdd().toJavaRDD().map(InternalRow::copy).collect());
  }

  /**
   * Maps the rows of a partition lazily. If rows are kept, {@code each} must copy them, as an
   * operator returns all rows in the same memory.
   */
  public static Iterator<InternalRow> mapped(
      Iterator<InternalRow> rows, UnaryOperator<InternalRow> each) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .map(each)
        .iterator();
  }

  /**
   * Returns the totals of columns over all rows, in the order of the columns: the sum of whole
   * numbers, or the number of rows in which a condition holds.
   *
   * @param columns whole numbers or conditions; null counts as 0
   */
  public static long[] totals(Dataset<Row> table, List<Column> columns) {
    List<Column> numbers = columns.stream().map(c -> c.cast(DataTypes.LongType)).toList();
    return columns.isEmpty()
        ? new long[0]
        : sums(table, numbers, columns.size(), ColumnPass::addTotals);
  }

  /**
   * Adds the leading columns of a row, which are whole numbers; null counts as 0.
   *
   * @param sums one for each of these columns
   */
  public static void addTotals(long[] sums, InternalRow row) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row.isNullAt(i) ? 0 : row.getLong(i);
    }
  }

  /**
   * Returns sums over all rows.
   *
   * @param size number of sums
   */
  public static long[] sums(Dataset<Row> table, List<Column> columns, int size, Addition addition) {
    Dataset<Row> selected = table.select(columns.toArray(Column[]::new));
    return PlanSettings.under(
        table.sparkSession(),
        () -> sums(selected.queryExecution().toRdd().toJavaRDD(), size, addition));
  }

  static long[] sums(JavaRDD<InternalRow> rows, int size, Addition addition) {
    return rows.aggregate(
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
