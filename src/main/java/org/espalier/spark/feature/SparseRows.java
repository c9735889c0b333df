package org.espalier.spark.feature;

import java.util.Arrays;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Builder of vectors in compressed sparse rows. */
public final class SparseRows {

  private int[] starts;
  private int rows = 0;
  private int[] indices;
  private double[] values;
  private int count = 0;

  /**
   * @param rows expected number of rows, at least 1
   */
  public SparseRows(int rows) {
    starts = new int[rows + 1];
    indices = new int[rows];
    values = new double[rows];
  }

  /** Adds a value to the current row, unless it is 0. */
  void add(int place, double value) {
    if (value != 0) {
      if (count == values.length) {
        indices = Arrays.copyOf(indices, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      indices[count] = place;
      values[count++] = value;
    }
  }

  /** Adds a vector's values to the current row; false if one of them is not finite. */
  public boolean add(Vector vector) {
    int before = count;
    if (vector instanceof SparseVector sparse) {
      for (int i = 0; i < sparse.indices().length; i++) {
        add(sparse.indices()[i], sparse.values()[i]);
      }
    } else {
      double[] all = vector.toArray();
      for (int j = 0; j < all.length; j++) {
        add(j, all[j]);
      }
    }
    boolean finite = true;
    for (int i = before; i < count; i++) {
      finite &= Double.isFinite(values[i]);
    }
    return finite;
  }

  /** Adds a row's values to the current row, from a place on. */
  void add(ColumnValues.Vectors vectors, int row, int from) {
    for (int i = vectors.starts()[row]; i < vectors.starts()[row + 1]; i++) {
      add(from + vectors.indices()[i], vectors.values()[i]);
    }
  }

  public void end() {
    rows++;
    if (rows == starts.length) {
      starts = Arrays.copyOf(starts, 2 * rows);
    }
    starts[rows] = count;
  }

  /** Number of values so far. */
  public int count() {
    return count;
  }

  /** Bytes of the rows so far. */
  long bytes() {
    return (long) Integer.BYTES * (rows + count) + (long) Double.BYTES * count;
  }

  public ColumnValues.Vectors values(int[] categories) {
    return new ColumnValues.Vectors(
        Arrays.copyOf(starts, rows + 1),
        Arrays.copyOf(indices, count),
        Arrays.copyOf(values, count),
        categories);
  }
}
