package org.espalier.spark.feature;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Values of a column, by row. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public sealed interface ColumnValues extends Serializable {

  /** Bytes of the arrays. */
  long bytes();

  /** Values of some rows, in their order. */
  ColumnValues of(int[] rows);

  private static int[] of(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }

  /**
   * Texts.
   *
   * @param texts those that occur, each once
   * @param places place of each row's text among them; -1 for null
   */
  record Texts(String[] texts, int[] places) implements ColumnValues {

    private static final int TEXT = 40; // bytes of a short String and its reference

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
   * @param values NaN where there is none
   * @param field of the column, with its metadata
   */
  record Numbers(double[] values, StructField field) implements ColumnValues {

    @Override
    public long bytes() {
      return (long) Double.BYTES * values.length;
    }

    @Override
    public Numbers of(int[] rows) {
      return new Numbers(Arrays.stream(rows).mapToDouble(row -> values[row]).toArray(), field);
    }

    /** Categories of the column as MLlib reads its metadata; see {@link Categories#of}. */
    Optional<Integer> categories() {
      return field.dataType().equals(DataTypes.DoubleType)
          ? Categories.of(Attribute.fromStructField(field))
          : Optional.of(0);
    }
  }

  /**
   * Vectors with at most one value, which is 1.
   *
   * @param places place of each row's value; none if it is not below the size
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

  /**
   * Vectors in compressed sparse rows.
   *
   * @param starts the place of each row's first value, then the number of values
   * @param indices the place of each value that is not 0, ascending within a row
   * @param categories of each place; 0 for a continuous one
   */
  record Vectors(int[] starts, int[] indices, double[] values, int[] categories)
      implements ColumnValues {

    @Override
    public long bytes() {
      return (long) Integer.BYTES * (starts.length + indices.length + categories.length)
          + (long) Double.BYTES * values.length;
    }

    @Override
    public Vectors of(int[] rows) {
      SparseRows some = new SparseRows(Math.max(1, rows.length));
      for (int row : rows) {
        some.add(this, row, 0);
        some.end();
      }
      return some.values(categories);
    }

    public int size() {
      return categories.length;
    }

    Vector row(int row) {
      return org.apache.spark.ml.linalg.Vectors.sparse(
          size(),
          Arrays.copyOfRange(indices, starts[row], starts[row + 1]),
          Arrays.copyOfRange(values, starts[row], starts[row + 1]));
    }

    /** The vectors times a factor for each place, continuous in all of them. */
    Vectors scaled(double[] factors) {
      double[] scaled = values.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= factors[indices[i]];
      }
      return new Vectors(starts, indices, scaled, new int[size()]);
    }
  }
}
