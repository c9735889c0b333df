package org.espalier.spark.data.column;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

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

  /**
   * The account of all rows.
   *
   * @param empty that of no row
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
                .aggregate(empty, ColumnPass::added, ColumnPass::joined));
  }

  private static <T extends Tally<T>> T added(T tally, InternalRow row) {
    tally.add(row);
    return tally;
  }

  private static <T extends Tally<T>> T joined(T tally, T other) {
    tally.add(other);
    return tally;
  }
}
