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
    List<Column> results = new ArrayList<>(fixed(columns));
    for (StructField field : fractions) {
      results.add(rowsWhere(isnan(Names.column(field.name()))));
      results.add(rowsWhere(isInfinite(field)));
    }
    Row row = table.select(results.toArray(Column[]::new)).first();
    Map<String, Long> nan = new LinkedHashMap<>();
    Map<String, Long> infinite = new LinkedHashMap<>();
    for (int i = 0; i < fractions.size(); i++) {
      putIfAny(nan, fractions.get(i).name(), row.getLong(FIXED + 2 * i));
      putIfAny(infinite, fractions.get(i).name(), row.getLong(FIXED + 2 * i + 1));
    }
    return new TableScan(
        row.getLong(0),
        row.getLong(1),
        row.getLong(2),
        nan,
        infinite,
        TableFingerprint.of(columns.hashable(), row.getLong(0), row.getLong(3), row.getLong(4)));
  }

  static boolean isFraction(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  private static List<Column> fixed(Columns columns) {
    List<Column> sums = TableFingerprint.sums(columns.hashable());
    Column none = lit(0L);
    return List.of(
        count(lit(1)),
        columns.label().map(label -> rowsWhere(Names.column(label.name()).isNull())).orElse(none),
        columns
            .label()
            .filter(label -> isFraction(label.dataType()))
            .map(label -> rowsWhere(isnan(Names.column(label.name())).or(isInfinite(label))))
            .orElse(none),
        sums.get(0),
        sums.get(1));
  }

  private static Column rowsWhere(Column condition) {
    return count(when(condition, lit(1)));
  }

  static Column isInfinite(StructField field) {
    return Names.column(field.name()).isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  private static void putIfAny(Map<String, Long> counts, String name, long count) {
    if (count > 0) {
      counts.put(name, count);
    }
  }
}
