package org.espalier.spark.packed;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.collected.RowColumns;
import org.jspecify.annotations.Nullable;

/**
 * Row of a table as it is packed.
 *
 * @param fold that it validates; the number of folds if it validates none
 * @param size of its vector of features; 0 where that is null
 * @param places of the values, ascending; null where all {@code size} values are there
 * @param label NaN where it is null
 * @param weight NaN where it is null; 1 without a column of weights
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecodedRow(
    int fold, int size, int @Nullable [] places, double[] values, double label, double weight) {

  /** Fields of a vector in a row, as {@code VectorUDT} orders them. */
  private static final int FIELDS = 4;

  private static final int SIZE = 1;
  private static final int PLACES = 2; // null for a dense vector
  private static final int VALUES = 3;

  private static final double[] NO_VALUES = {};

  /**
   * The rows of a table in Spark's own format, with the columns that are decoded.
   *
   * @param fold number of the fold that a row validates
   */
  static JavaRDD<InternalRow> read(Dataset<Row> table, Column fold, RowColumns names) {
    Column weight = names.weight().isEmpty() ? functions.lit(1.0) : functions.col(names.weight());
    return table
        .select(
            functions.col(names.features()),
            functions.col(names.label()).cast(DataTypes.DoubleType),
            weight.cast(DataTypes.DoubleType),
            fold.cast(DataTypes.IntegerType))
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }

  /**
   * Decodes a row of {@link #read}. One that validates no fold is trained on by all.
   *
   * @param folds number of folds
   */
  static DecodedRow of(InternalRow row, int folds) {
    int number = row.isNullAt(3) ? folds : row.getInt(3);
    int fold = number >= 0 && number < folds ? number : folds;
    double label = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    double weight = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
    if (row.isNullAt(0)) {
      return new DecodedRow(fold, 0, null, NO_VALUES, label, weight);
    }
    InternalRow vector = row.getStruct(0, FIELDS);
    double[] values = vector.getArray(VALUES).toDoubleArray();
    return vector.isNullAt(PLACES)
        ? new DecodedRow(fold, values.length, null, values, label, weight)
        : new DecodedRow(
            fold, vector.getInt(SIZE), vector.getArray(PLACES).toIntArray(), values, label, weight);
  }
}
