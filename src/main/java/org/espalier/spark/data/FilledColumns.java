package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.ColumnSums;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.ReservedColumns;

/**
 * Feature columns, reduced to those that have a value in a part of the rows. Parts are cut by rank,
 * so the lowest rank of a row with a value decides for all parts of a fold's training rows. One job
 * per fold finds these ranks.
 *
 * @param columns feature columns that have a value in some row
 * @param lowest by fold and column, the lowest rank of a row with a value; infinite if no row has
 *     one
 */
record FilledColumns(List<FeatureColumn> columns, Map<Integer, Map<String, Double>> lowest) {

  FilledColumns(List<FeatureColumn> columns) {
    this(List.copyOf(columns), new ConcurrentHashMap<>());
  }

  /**
   * Returns the columns, except numeric and boolean ones without a value in the part.
   *
   * @param fold fold whose training rows the part is taken from
   * @param count approximate number of rows of the part; only columns that lack a value in more
   *     than half as many rows are checked
   * @param share rows with a rank below it are in the part
   * @param training supplies all training rows of the fold; called at most once per fold
   */
  List<FeatureColumn> filled(int fold, long count, double share, Supplier<Dataset<Row>> training) {
    if (columns.stream().noneMatch(column -> isSparse(column, count))) {
      return columns;
    }
    Map<String, Double> ranks = lowest.computeIfAbsent(fold, f -> lowest(training.get()));
    return columns.stream()
        .filter(
            column ->
                !isSparse(column, count)
                    || Objects.requireNonNull(ranks.get(column.name())) < share)
        .toList();
  }

  private static boolean isSparse(FeatureColumn column, long rows) {
    return isImputed(column) && column.missing() > rows / 2;
  }

  private static boolean isImputed(FeatureColumn column) {
    return column.kind() == FeatureColumn.ColumnKind.NUMERIC
        || column.kind() == FeatureColumn.ColumnKind.BOOLEAN;
  }

  private Map<String, Double> lowest(Dataset<Row> rows) {
    List<FeatureColumn> asked =
        columns.stream().filter(column -> isImputed(column) && column.missing() > 0).toList();
    Column rank = coalesce(col(ReservedColumns.RANK).cast(DataTypes.DoubleType), lit(0.0));
    List<Object> ranks =
        ColumnSums.of(
            rows,
            asked.stream()
                .map(column -> ColumnNames.column(column.name()))
                .map(value -> min(when(value.isNotNull(), rank)))
                .toList());
    Map<String, Double> lowest = new LinkedHashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      boolean found = ranks.get(i) instanceof Double;
      lowest.put(asked.get(i).name(), found ? (Double) ranks.get(i) : Double.POSITIVE_INFINITY);
    }
    return lowest;
  }
}
