package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sums over a whole table, of which there are several for each of its columns. Spark's time to plan
 * and to generate code rises faster than the number of expressions of a plan, so that wide tables
 * are summed part by part; those of usual width take one job.
 */
public final class ColumnSums {

  /** Expressions of a plan, which Spark plans within a second or so. */
  static final int WIDTH = 1_000;

  private ColumnSums() {}

  /**
   * The values of aggregate expressions.
   *
   * @return one for each expression, in their order
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
