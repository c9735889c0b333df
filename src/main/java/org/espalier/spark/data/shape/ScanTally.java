package org.espalier.spark.data.shape;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.column.ColumnPass;

/** Account behind {@link TableScan}. */
final class ScanTally implements ColumnPass.Tally<ScanTally> {

  @Serial private static final long serialVersionUID = 1;

  private static final int HASH = 0;
  private static final int UNLABELLED = 1;
  private static final int ODD_LABEL = 2;

  /** Columns before those of the fractions. */
  private static final int FIXED = 3;

  private static final long LOW_WORD = 0xFFFFFFFFL;
  private static final int WORD_BITS = 32;

  private final long[] nan;
  private final long[] infinite;
  private long rows = 0;
  private long unlabelled = 0;
  private long oddLabels = 0;
  private long low = 0; // a sum of 64-bit hashes would overflow
  private long high = 0;

  ScanTally(int fractions) {
    this.nan = new long[fractions];
    this.infinite = new long[fractions];
  }

  /** Columns that the tally reads for hashes only. */
  static List<Column> columns(Column hash) {
    return List.of(hash, lit(false), lit(false));
  }

  /** Columns that the tally reads. */
  static List<Column> columns(Column hash, Columns of, List<StructField> fractions) {
    List<Column> columns = new ArrayList<>();
    columns.add(hash);
    columns.add(
        of.label().map(field -> ColumnNames.column(field.name()).isNull()).orElse(lit(false)));
    columns.add(
        of.label()
            .filter(field -> TableScan.isFraction(field.dataType()))
            .map(field -> isnan(ColumnNames.column(field.name())).or(TableScan.isInfinite(field)))
            .orElse(lit(false)));
    fractions.forEach(
        field -> columns.add(ColumnNames.column(field.name()).cast(DataTypes.DoubleType)));
    return columns;
  }

  @Override
  public void add(InternalRow row) {
    long hash = row.getLong(HASH);
    rows++;
    low += hash & LOW_WORD;
    high += hash >>> WORD_BITS;
    unlabelled += row.getBoolean(UNLABELLED) ? 1 : 0;
    oddLabels += !row.isNullAt(ODD_LABEL) && row.getBoolean(ODD_LABEL) ? 1 : 0;
    for (int i = 0; i < nan.length; i++) {
      if (!row.isNullAt(FIXED + i)) {
        double value = row.getDouble(FIXED + i);
        nan[i] += Double.isNaN(value) ? 1 : 0;
        infinite[i] += Double.isInfinite(value) ? 1 : 0;
      }
    }
  }

  @Override
  public void add(ScanTally other) {
    rows += other.rows;
    low += other.low;
    high += other.high;
    unlabelled += other.unlabelled;
    oddLabels += other.oddLabels;
    for (int i = 0; i < nan.length; i++) {
      nan[i] += other.nan[i];
      infinite[i] += other.infinite[i];
    }
  }

  long rows() {
    return rows;
  }

  long unlabelled() {
    return unlabelled;
  }

  long oddLabels() {
    return oddLabels;
  }

  long nan(int fraction) {
    return nan[fraction];
  }

  long infinite(int fraction) {
    return infinite[fraction];
  }

  long low() {
    return low;
  }

  long high() {
    return high;
  }
}
