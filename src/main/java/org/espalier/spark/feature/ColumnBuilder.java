package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Builder of a column's values from Spark's internal rows. */
abstract sealed class ColumnBuilder {

  /** Returned instead of a size for a value that the column cannot hold. */
  static final long REFUSED = -1;

  /** Initial capacity in rows. */
  private static final int ROOM = 64;

  /**
   * Adds the value of the next row.
   *
   * @param place index of the column in the row
   * @return size of the value in bytes, or {@link #REFUSED}
   */
  abstract long add(InternalRow row, int place);

  abstract ColumnValues values();

  static final class OfTexts extends ColumnBuilder {

    private final Map<String, Integer> places = new LinkedHashMap<>();
    private int rows = 0;
    private int[] byRow = new int[ROOM];

    @Override
    long add(InternalRow row, int place) {
      if (rows == byRow.length) {
        byRow = Arrays.copyOf(byRow, 2 * rows);
      }
      byRow[rows++] = row.isNullAt(place) ? -1 : place(row.getUTF8String(place).toString());
      return Integer.BYTES;
    }

    private int place(String text) {
      Integer known = places.putIfAbsent(text, places.size());
      return known == null ? places.size() - 1 : known;
    }

    @Override
    ColumnValues values() {
      return new ColumnValues.Texts(
          places.keySet().toArray(String[]::new), Arrays.copyOf(byRow, rows));
    }
  }

  static final class OfNumbers extends ColumnBuilder {

    private final StructField field;
    private int rows = 0;
    private double[] values = new double[ROOM];

    OfNumbers(StructField field) {
      this.field = field;
    }

    @Override
    long add(InternalRow row, int place) {
      if (rows == values.length) {
        values = Arrays.copyOf(values, 2 * rows);
      }
      values[rows++] = row.isNullAt(place) ? Double.NaN : row.getDouble(place);
      return Double.BYTES;
    }

    @Override
    ColumnValues values() {
      return new ColumnValues.Numbers(Arrays.copyOf(values, rows), field);
    }
  }

  /**
   * Builder of vectors, which must all have the size of the first one. In rows, vectors are
   * structs; see {@code VectorUDT}. All elements count as continuous until {@link
   * CollectedColumn#whole} has all rows.
   */
  static final class OfVectors extends ColumnBuilder {

    private static final int VALUE_BYTES = VectorValues.VALUE_BYTES;

    private static final int FIELDS = 4;
    private static final int SIZE = 1;
    private static final int INDICES = 2; // null for a dense vector
    private static final int VALUES = 3;

    private int size = 0;
    private @Nullable VectorsBuilder rows;

    @Override
    long add(InternalRow row, int place) {
      if (row.isNullAt(place)) {
        return REFUSED;
      }
      InternalRow vector = row.getStruct(place, FIELDS);
      double[] values = vector.getArray(VALUES).toDoubleArray();
      boolean dense = vector.isNullAt(INDICES);
      int its = dense ? values.length : vector.getInt(SIZE);
      if (rows == null) {
        size = its;
        int room = 1 + RowCollector.BLOCK_BYTES / (VALUE_BYTES * Math.max(1, values.length));
        rows = new VectorsBuilder(room, size, room * values.length); // fills a block
      }
      if (its != size) {
        return REFUSED;
      }
      long before = rows.bytes();
      if (dense) {
        rows.add(values);
      } else {
        int[] places = vector.getArray(INDICES).toIntArray();
        for (int i = 0; i < places.length; i++) {
          rows.add(places[i], values[i]);
        }
      }
      rows.end();
      return rows.bytes() - before;
    }

    @Override
    ColumnValues values() {
      int[] continuous = VectorValues.continuous(size);
      return rows == null
          ? new VectorValues(new int[1], new int[0], new double[0], 0, continuous)
          : rows.vectors(continuous).smaller();
    }
  }
}
