package org.espalier.spark.data.check;

import java.io.Serial;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.espalier.spark.data.column.ColumnPass;

/** Number of rows in which a condition holds, by condition. */
final class FlagCounts implements ColumnPass.Tally<FlagCounts> {

  @Serial private static final long serialVersionUID = 1;

  private final long[] rows;

  private FlagCounts(int conditions) {
    this.rows = new long[conditions];
  }

  /**
   * Counts of conditions, in their order.
   *
   * @param conditions where one is null it does not hold
   */
  static long[] of(Dataset<Row> table, List<Column> conditions) {
    return conditions.isEmpty()
        ? new long[0]
        : ColumnPass.over(table, conditions, new FlagCounts(conditions.size())).rows;
  }

  @Override
  public void add(InternalRow row) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] += !row.isNullAt(i) && row.getBoolean(i) ? 1 : 0;
    }
  }

  @Override
  public void add(FlagCounts other) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] += other.rows[i];
    }
  }
}
