package org.espalier.xgboost;

import java.io.Serializable;
import java.util.List;

/**
 * Form of a native matrix. Candidates with equal forms can be trained on the same matrix.
 *
 * @param missing value that counts as missing besides NaN, or NaN
 * @param censored true if labels are times that may be censored
 * @param margins true if each row has an initial margin
 * @param types types of the features; if empty, the metadata of the features decides, and those
 *     with more than two categories are categorical
 * @param categories true if the tree method supports categorical features
 * @param index description of the index of values that training builds and keeps in the matrix
 * @param kept false if training replaces the index in every round, so that only one thread can
 *     train on the matrix at a time
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

  /** Bytes of a row: its position, label, weight, margin, bounds, prediction and derivatives. */
  private static final int ROW = 64;

  /** Heap bytes of a row while a matrix is created: its label or weight in several arrays. */
  private static final int HEAP_ROW = 16;

  /** Heap bytes of a value other than 0 while a sparse matrix is created. */
  private static final int HEAP_VALUE = Float.BYTES + Integer.BYTES;

  MatrixForm {
    types = List.copyOf(types);
  }

  /** Returns true if zeros are missing values, so that they are not stored. */
  boolean isSparse() {
    return missing == 0;
  }

  /**
   * Returns the bytes of a matrix.
   *
   * @param values number of values of all rows, zeros included
   * @param stored number of values other than 0
   */
  long bytes(long rows, long values, long stored) {
    return ROW * rows + VALUE * (isSparse() ? stored : values);
  }

  /**
   * Returns the heap bytes needed to create a matrix. A dense matrix is copied outside the heap.
   *
   * @param stored number of values other than 0
   */
  long heapBytes(long rows, long stored) {
    return isSparse() ? (HEAP_ROW + Long.BYTES) * rows + HEAP_VALUE * stored : HEAP_ROW * rows;
  }
}
