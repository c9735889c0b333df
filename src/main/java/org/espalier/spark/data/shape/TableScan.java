package org.espalier.spark.data.shape;

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
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.column.ColumnPass;

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
public record TableScan(
    long rows,
    long unlabelled,
    long oddLabels,
    Map<String, Long> nan,
    Map<String, Long> infinite,
    StudyEvent.Fingerprint fingerprint) {

  public TableScan {
    nan = Collections.unmodifiableMap(new LinkedHashMap<>(nan));
    infinite = Collections.unmodifiableMap(new LinkedHashMap<>(infinite));
  }

  public static TableScan of(Dataset<Row> table, Columns columns) {
    List<StructField> fractions =
        columns.features().stream().filter(field -> isFraction(field.dataType())).toList();
    Column hash = TableFingerprint.rowHash(columns.hashable());
    ScanTally all =
        ColumnPass.over(
            table, ScanTally.columns(hash, columns, fractions), new ScanTally(fractions.size()));
    Map<String, Long> nan = new LinkedHashMap<>();
    Map<String, Long> infinite = new LinkedHashMap<>();
    for (int i = 0; i < fractions.size(); i++) {
      putIfAny(nan, fractions.get(i).name(), all.nan(i));
      putIfAny(infinite, fractions.get(i).name(), all.infinite(i));
    }
    return new TableScan(
        all.rows(),
        all.unlabelled(),
        all.oddLabels(),
        nan,
        infinite,
        TableFingerprint.of(columns.hashable(), all.rows(), all.low(), all.high()));
  }

  public static boolean isFraction(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  public static Column isInfinite(StructField field) {
    return ColumnNames.column(field.name())
        .isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  private static void putIfAny(Map<String, Long> counts, String name, long count) {
    if (count > 0) {
      counts.put(name, count);
    }
  }
}
