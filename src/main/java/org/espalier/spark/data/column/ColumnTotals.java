package org.espalier.spark.data.column;

import java.io.Serial;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;

/**
 * Totals of columns over all rows: of whole numbers their sum, of conditions the rows they hold in.
 */
public final class ColumnTotals implements ColumnPass.Tally<ColumnTotals> {

  @Serial private static final long serialVersionUID = 1;

  private final long[] totals;

  private ColumnTotals(int columns) {
    this.totals = new long[columns];
  }

  /**
   * Totals of columns in their order, in one job.
   *
   * @param columns whole numbers or conditions; null counts as 0
   */
  public static long[] of(Dataset<Row> table, List<Column> columns) {
    List<Column> numbers = columns.stream().map(c -> c.cast(DataTypes.LongType)).toList();
    ColumnTotals none = new ColumnTotals(columns.size());
    return (columns.isEmpty() ? none : ColumnPass.over(table, numbers, none)).totals;
  }

  @Override
  public void add(InternalRow row) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] += row.isNullAt(i) ? 0 : row.getLong(i);
    }
  }

  @Override
  public void add(ColumnTotals other) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] += other.totals[i];
    }
  }
}
