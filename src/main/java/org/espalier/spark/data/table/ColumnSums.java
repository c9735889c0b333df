package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Aggregation of a table by several expressions for each of its columns. Spark's time to plan and
 * to generate code grows faster than the number of expressions, so wide tables are aggregated in
 * several jobs; a table of usual width takes one job.
 */
public final class ColumnSums {

  /** Maximum number of expressions of a plan; Spark plans them within about a second. */
  static final int WIDTH = 1_000;

  private ColumnSums() {}

  /**
   * Returns the values of aggregate expressions.
   *
   * @return one value for each expression, in their order
   */
  public static List<Object> of(Dataset<Row> table, List<Column> sums) {
    List<Object> values = new ArrayList<>(sums.size());
    for (int from = 0; from < sums.size(); from += WIDTH) {
      List<Column> part = sums.subList(from, Math.min(sums.size(), from + WIDTH));
      Row row = table.select(part.toArray(Column[]::new)).first();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
    }
    return values;
  }
}
