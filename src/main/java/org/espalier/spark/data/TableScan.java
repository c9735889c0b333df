package org.espalier.spark.data;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;
import org.espalier.journal.StudyEvent;

/**
 * Result of one pass over a source.
 *
 * @param rows with and without a label
 * @param unlabelled rows whose label is null
 * @param oddLabels rows whose label is NaN or infinite
 * @param nan rows with NaN, by feature; features without any are left out
 * @param infinite rows with an infinity, by feature; features without any are left out
 * @param fingerprint of the columns, the number of rows and the rows in any order
 */
record TableScan(
    long rows,
    long unlabelled,
    long oddLabels,
    Map<String, Long> nan,
    Map<String, Long> infinite,
    StudyEvent.Fingerprint fingerprint) {

  /** Results before those of the features. */
  private static final int FIXED = 5;

  TableScan {
    nan = Collections.unmodifiableMap(new LinkedHashMap<>(nan));
    infinite = Collections.unmodifiableMap(new LinkedHashMap<>(infinite));
  }

  static TableScan of(Dataset<Row> table, Columns columns) {
    List<StructField> fractions =
        columns.features().stream().filter(field -> isFraction(field.dataType())).toList();
    List<Column> sums = new ArrayList<>(fixed(columns));
    for (StructField field : fractions) {
      sums.add(rowsWhere(isnan(ReservedColumns.column(field.name()))));
      sums.add(rowsWhere(isInfinite(field)));
    }
    List<Long> counts = ColumnSums.of(table, sums).stream().map(Long.class::cast).toList();
    Map<String, Long> nan = new LinkedHashMap<>();
    Map<String, Long> infinite = new LinkedHashMap<>();
    for (int i = 0; i < fractions.size(); i++) {
      putIfAny(nan, fractions.get(i).name(), counts.get(FIXED + 2 * i));
      putIfAny(infinite, fractions.get(i).name(), counts.get(FIXED + 2 * i + 1));
    }
    return new TableScan(
        counts.get(0),
        counts.get(1),
        counts.get(2),
        nan,
        infinite,
        TableFingerprint.of(columns.hashable(), counts.get(0), counts.get(3), counts.get(4)));
  }

  static boolean isFraction(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  private static List<Column> fixed(Columns columns) {
    List<Column> sums = TableFingerprint.sums(columns.hashable());
    Column none = lit(0L);
    return List.of(
        count(lit(1)),
        columns
            .label()
            .map(label -> rowsWhere(ReservedColumns.column(label.name()).isNull()))
            .orElse(none),
        columns
            .label()
            .filter(label -> isFraction(label.dataType()))
            .map(
                label ->
                    rowsWhere(isnan(ReservedColumns.column(label.name())).or(isInfinite(label))))
            .orElse(none),
        sums.get(0),
        sums.get(1));
  }

  private static Column rowsWhere(Column condition) {
    return count(when(condition, lit(1)));
  }

  static Column isInfinite(StructField field) {
    return ReservedColumns.column(field.name())
        .isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  private static void putIfAny(Map<String, Long> counts, String name, long count) {
    if (count > 0) {
      counts.put(name, count);
    }
  }
}
