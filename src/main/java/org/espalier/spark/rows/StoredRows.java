package org.espalier.spark.rows;

/** Rows that the cluster stores for their readers, until they are freed. */
public interface StoredRows {

  /** True if every row can still be read; also in the thread of a cell that is being cancelled. */
  boolean isWhole();

  void free();
}
