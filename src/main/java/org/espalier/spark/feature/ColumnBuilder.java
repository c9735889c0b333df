package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Builder of a column's values, row by row. */
abstract sealed class ColumnBuilder {

  /** Initial capacity in rows. */
  private static final int ROOM = 64;

  private int rows = 0;

  /** Adds the value of the next row; false if it cannot be held. */
  final boolean add(@Nullable Object value) {
    return add(rows++, value);
  }

  abstract boolean add(int row, @Nullable Object value);

  /** Adds all rows of a column of the same kind; false if they cannot be held. */
  abstract boolean addAll(ColumnValues more);

  abstract ColumnValues values();

  /** Bytes of the values so far. */
  abstract long bytes();

  final int rows() {
    return rows;
  }

  static final class OfTexts extends ColumnBuilder {

    private final Map<String, Integer> places = new LinkedHashMap<>();
    private int[] byRow = new int[ROOM];

    @Override
    boolean add(int row, @Nullable Object value) {
      if (row == byRow.length) {
        byRow = Arrays.copyOf(byRow, 2 * row);
      }
      byRow[row] = value == null ? -1 : place((String) value);
      return true;
    }

    private int place(String text) {
      Integer known = places.putIfAbsent(text, places.size());
      return known == null ? places.size() - 1 : known;
    }

    @Override
    boolean addAll(ColumnValues more) {
      ColumnValues.Texts texts = (ColumnValues.Texts) more;
      for (int place : texts.places()) {
        add(place < 0 ? null : texts.texts()[place]);
      }
      return true;
    }

    @Override
    long bytes() {
      return (long) Integer.BYTES * rows();
    }

    @Override
    ColumnValues values() {
      return new ColumnValues.Texts(
          places.keySet().toArray(String[]::new), Arrays.copyOf(byRow, rows()));
    }
  }

  static final class OfNumbers extends ColumnBuilder {

    private final StructField field;
    private double[] values = new double[ROOM];

    OfNumbers(StructField field) {
      this.field = field;
    }

    @Override
    boolean add(int row, @Nullable Object value) {
      if (row == values.length) {
        values = Arrays.copyOf(values, 2 * row);
      }
      values[row] = value == null ? Double.NaN : (Double) value;
      return true;
    }

    @Override
    boolean addAll(ColumnValues more) {
      for (double value : ((ColumnValues.Numbers) more).values()) {
        add(value);
      }
      return true;
    }

    @Override
    long bytes() {
      return (long) Double.BYTES * rows();
    }

    @Override
    ColumnValues values() {
      return new ColumnValues.Numbers(Arrays.copyOf(values, rows()), field);
    }
  }

  /** Builder of vectors of one size. */
  static final class OfVectors extends ColumnBuilder {

    private final SparseRows values = new SparseRows(ROOM);
    private int[] categories;

    /**
     * @param categories of each place; empty if the first vector decides on the size
     */
    OfVectors(int[] categories) {
      this.categories = categories;
    }

    @Override
    boolean add(int row, @Nullable Object value) {
      if (!(value instanceof Vector vector) || !isOfSize(vector.size())) {
        return false;
      }
      values.add(vector);
      values.end();
      return true;
    }

    private boolean isOfSize(int size) {
      if (categories.length == 0) {
        categories = new int[size];
      }
      return categories.length == size;
    }

    @Override
    boolean addAll(ColumnValues more) {
      ColumnValues.Vectors vectors = (ColumnValues.Vectors) more;
      int count = vectors.starts().length - 1;
      if (count > 0 && !isOfSize(vectors.size())) {
        return false;
      }
      for (int row = 0; row < count; row++) {
        values.add(vectors, row, 0);
        values.end();
      }
      return true;
    }

    @Override
    long bytes() {
      return values.bytes();
    }

    @Override
    ColumnValues values() {
      return values.values(categories);
    }
  }
}
