package org.espalier.spark.data.table;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.ColumnNames;

/**
 * Result of one pass over a source.
 *
 * @param rows number of rows, with and without a label
 * @param unlabelled number of rows whose label is null
 * @param oddLabels number of rows whose label is NaN or infinite
 * @param nan number of rows with NaN, by feature; features without any are left out
 * @param infinite number of rows with an infinite value, by feature; features without any are left
 *     out
 * @param fingerprint of the columns, the number of rows and the rows in any order
 */
public record TableScan(
    long rows,
    long unlabelled,
    long oddLabels,
    Map<String, Long> nan,
    Map<String, Long> infinite,
    StudyEvent.Fingerprint fingerprint) {

  private static final int ROWS = 0;
  private static final int UNLABELLED = 1;
  private static final int ODD_LABELS = 2;

  /**
   * Index of the sum of the lower words of the row hashes; the sum of whole 64-bit hashes would
   * overflow.
   */
  private static final int LOW = 3;

  private static final int HIGH = 4;

  /** Index of the first count of NaN and infinite values, a pair for each fraction column. */
  private static final int OF_FRACTIONS = 5;

  private static final long LOW_WORD = 0xFFFFFFFFL;
  private static final int WORD_BITS = 32;

  public TableScan {
    nan = Collections.unmodifiableMap(new LinkedHashMap<>(nan));
    infinite = Collections.unmodifiableMap(new LinkedHashMap<>(infinite));
  }

  /** Returns the number of rows with a label. */
  public long labelled() {
    return rows - unlabelled;
  }

  public static TableScan of(Dataset<Row> table, Columns columns) {
    List<StructField> fractions =
        columns.features().stream().filter(field -> isFraction(field.dataType())).toList();
    int size = OF_FRACTIONS + 2 * fractions.size();
    long[] sums =
        RowHashes.areWide(columns.hashable())
            ? wideSums(WideRows.of(table), columns, fractions, size)
            : ColumnPass.sums(table, read(columns, fractions), size, TableScan::addRow);
    Map<String, Long> nan = new LinkedHashMap<>();
    Map<String, Long> infinite = new LinkedHashMap<>();
    for (int i = 0; i < fractions.size(); i++) {
      putIfAny(nan, fractions.get(i).name(), sums[OF_FRACTIONS + 2 * i]);
      putIfAny(infinite, fractions.get(i).name(), sums[OF_FRACTIONS + 2 * i + 1]);
    }
    return new TableScan(
        sums[ROWS],
        sums[UNLABELLED],
        sums[ODD_LABELS],
        nan,
        infinite,
        TableFingerprint.of(columns.hashable(), sums[ROWS], sums[LOW], sums[HIGH]));
  }

  /**
   * Returns the columns to read: the hash of the row, flags for a missing and an odd label, and the
   * fractions.
   */
  private static List<Column> read(Columns of, List<StructField> fractions) {
    List<Column> columns = new ArrayList<>();
    columns.add(TableFingerprint.rowHash(of.hashable()));
    columns.add(
        of.label().map(field -> ColumnNames.column(field.name()).isNull()).orElse(lit(false)));
    columns.add(
        of.label()
            .filter(field -> isFraction(field.dataType()))
            .map(field -> isnan(ColumnNames.column(field.name())).or(isInfinite(field)))
            .orElse(lit(false)));
    fractions.forEach(
        field -> columns.add(ColumnNames.column(field.name()).cast(DataTypes.DoubleType)));
    return columns;
  }

  private static void addRow(long[] sums, InternalRow row) {
    addRow(sums, row.getLong(0), row.getBoolean(1), !row.isNullAt(2) && row.getBoolean(2));
    for (int column = 3, at = OF_FRACTIONS; at < sums.length; column++, at += 2) {
      addFraction(sums, at, row.isNullAt(column) ? 0 : row.getDouble(column));
    }
  }

  private static void addRow(long[] sums, long hash, boolean isUnlabelled, boolean isOdd) {
    sums[ROWS]++;
    sums[UNLABELLED] += isUnlabelled ? 1 : 0;
    sums[ODD_LABELS] += isOdd ? 1 : 0;
    sums[LOW] += hash & LOW_WORD;
    sums[HIGH] += hash >>> WORD_BITS;
  }

  private static void addFraction(long[] sums, int at, double value) {
    sums[at] += Double.isNaN(value) ? 1 : 0;
    sums[at + 1] += Double.isInfinite(value) ? 1 : 0;
  }

  private static long[] wideSums(
      WideRows rows, Columns columns, List<StructField> fractions, int size) {
    WideRowHash hash =
        new WideRowHash(List.of(TableFingerprint.ROW), rows.fields(columns.hashable()));
    List<StoredField> label = rows.fields(columns.label().stream().toList());
    List<StoredField> read = rows.fields(fractions);
    return rows.sums(
        size,
        (sums, row) -> {
          boolean isUnlabelled = label.stream().anyMatch(field -> field.isNull(row));
          boolean isOdd =
              !isUnlabelled
                  && label.stream()
                      .anyMatch(
                          field -> isFraction(field.type()) && !Double.isFinite(field.number(row)));
          addRow(sums, hash.of(row)[0], isUnlabelled, isOdd);
          for (int i = 0; i < read.size(); i++) {
            StoredField field = read.get(i);
            addFraction(sums, OF_FRACTIONS + 2 * i, field.isNull(row) ? 0 : field.number(row));
          }
        });
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
