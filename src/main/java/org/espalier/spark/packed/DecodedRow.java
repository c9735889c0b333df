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
 * Decoded row of a table, the input of packing.
 *
 * @param fold fold that the row validates; the number of folds if it validates none
 * @param size size of the feature vector; 0 if the vector is null
 * @param places indices of the values, ascending; null if the vector is dense
 * @param values values of the feature vector
 * @param label label; NaN if it is null
 * @param weight weight; NaN if it is null, 1 without a weight column
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecodedRow(
    int fold, int size, int @Nullable [] places, double[] values, double label, double weight) {

  /** Number of fields of a vector in a row, in the order of {@code VectorUDT}. */
  private static final int FIELDS = 4;

  private static final int SIZE = 1;
  private static final int PLACES = 2; // null for a dense vector
  private static final int VALUES = 3;

  private static final double[] NO_VALUES = {};

  /**
   * Returns the rows of a table in Spark's internal format, with the columns to decode.
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
   * Decodes a row of {@link #read}. All folds train on a row that validates no fold.
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
