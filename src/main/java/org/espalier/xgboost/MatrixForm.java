package org.espalier.xgboost;

import java.io.Serializable;
import java.util.List;

/**
 * Form of a native matrix. Candidates with equal forms can be trained on the same one.
 *
 * @param missing value that is missing besides NaN, or NaN
 * @param censored true if labels are times of which some are censored
 * @param margins true if each row has a prediction to begin with
 * @param types of the features; empty if their metadata decides, by which features of more than two
 *     categories are categories
 * @param categories true if the algorithm takes any
 * @param index of the values that training makes of the matrix, and keeps in it
 * @param kept false if training replaces its index in every round, so that one thread can train on
 *     the matrix at a time
 */
record MatrixForm(
    float missing,
    boolean censored,
    boolean margins,
    List<String> types,
    boolean categories,
    String index,
    boolean kept)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Bytes of a value: itself, its column, and its bin. */
  private static final int VALUE = 12;

  /** Bytes of a row: its place, label, weight, margin, bounds, prediction and derivatives. */
  private static final int ROW = 64;

  /** Bytes of the heap for a row, while a matrix is made: its label or weight in several arrays. */
  private static final int HEAP_ROW = 16;

  /** Bytes of the heap for a value other than 0, while a sparse matrix is made. */
  private static final int HEAP_VALUE = Float.BYTES + Integer.BYTES;

  MatrixForm {
    types = List.copyOf(types);
  }

  /** True if zeros are missing, so that they are left out. */
  boolean isSparse() {
    return missing == 0;
  }

  /**
   * Bytes of a matrix.
   *
   * @param values of all rows, zeros included
   * @param stored those other than 0
   */
  long bytes(long rows, long values, long stored) {
    return ROW * rows + VALUE * (isSparse() ? stored : values);
  }

  /**
   * Bytes of the heap that making a matrix takes; a dense one is copied outside the heap.
   *
   * @param stored values other than 0
   */
  long heapBytes(long rows, long stored) {
    return isSparse() ? (HEAP_ROW + Long.BYTES) * rows + HEAP_VALUE * stored : HEAP_ROW * rows;
  }
}
