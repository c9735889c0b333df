package org.espalier.spark.feature;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Values of a column in arrays, by row. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public sealed interface ColumnValues extends Serializable
    permits ColumnValues.Texts, ColumnValues.Numbers, ColumnValues.Encoded, VectorValues {

  /** Returns the size of the arrays in bytes. */
  long bytes();

  /**
   * Returns the values of some rows.
   *
   * @param rows indices of the rows, in the order of the result
   */
  ColumnValues of(int[] rows);

  /**
   * Concatenates the values of several tables.
   *
   * @param tables values of the same column in each table, at least one
   * @return the values of all tables; null if one column cannot hold them
   */
  static @Nullable ColumnValues joined(List<ColumnValues> tables) {
    ColumnValues first = tables.get(0);
    if (first instanceof Texts) {
      return Texts.joined(all(Texts.class, tables));
    }
    return first instanceof Numbers
        ? Numbers.joined(all(Numbers.class, tables))
        : VectorValues.joined(all(VectorValues.class, tables));
  }

  private static <T> List<T> all(Class<T> kind, List<ColumnValues> tables) {
    return tables.stream().map(kind::cast).toList();
  }

  private static int[] of(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }

  /**
   * Texts, dictionary-encoded.
   *
   * @param texts distinct texts
   * @param places index of each row's text in {@code texts}; -1 for null
   */
  record Texts(String[] texts, int[] places) implements ColumnValues {

    private static final int TEXT = 40; // bytes of a short String and its reference

    private static Texts joined(List<Texts> tables) {
      Map<String, Integer> all = new LinkedHashMap<>();
      int[] places = new int[tables.stream().mapToInt(table -> table.places.length).sum()];
      int row = 0;
      for (Texts table : tables) {
        int[] moved = new int[table.texts.length];
        for (int text = 0; text < moved.length; text++) {
          all.putIfAbsent(table.texts[text], all.size());
          moved[text] = all.get(table.texts[text]);
        }
        for (int place : table.places) {
          places[row++] = place < 0 ? place : moved[place];
        }
      }
      return new Texts(all.keySet().toArray(String[]::new), places);
    }

    @Override
    public long bytes() {
      return (long) Integer.BYTES * places.length + (long) TEXT * texts.length;
    }

    @Override
    public Texts of(int[] rows) {
      return new Texts(texts, ColumnValues.of(places, rows));
    }
  }

  /**
   * Numbers.
   *
   * @param values value of each row; NaN for a missing one
   * @param field field of the column, with its metadata
   */
  record Numbers(double[] values, StructField field) implements ColumnValues {

    private Object writeReplace() {
      return new PackedValues(this);
    }

    private static Numbers joined(List<Numbers> tables) {
      double[] all = new double[tables.stream().mapToInt(table -> table.values.length).sum()];
      int row = 0;
      for (Numbers table : tables) {
        System.arraycopy(table.values, 0, all, row, table.values.length);
        row += table.values.length;
      }
      return new Numbers(all, tables.get(0).field);
    }

    @Override
    public long bytes() {
      return (long) Double.BYTES * values.length;
    }

    @Override
    public Numbers of(int[] rows) {
      return new Numbers(Arrays.stream(rows).mapToDouble(row -> values[row]).toArray(), field);
    }

    /**
     * Returns the number of categories that MLlib reads from the column's metadata; see {@link
     * Categories#of}.
     */
    Optional<Integer> categories() {
      return field.dataType().equals(DataTypes.DoubleType)
          ? Categories.of(Attribute.fromStructField(field))
          : Optional.of(0);
    }
  }

  /**
   * One-hot vectors: at most one element is 1, all others are 0.
   *
   * @param places index of each row's 1; if it is not below {@code size}, the row has none
   * @param size number of elements of each vector
   */
  record Encoded(int[] places, int size) implements ColumnValues {

    @Override
    public long bytes() {
      return (long) Integer.BYTES * places.length;
    }

    @Override
    public Encoded of(int[] rows) {
      return new Encoded(ColumnValues.of(places, rows), size);
    }
  }
}
