package org.espalier.spark.rows;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that the cluster stores for their readers, until they are freed. */
public interface StoredRows {

  /** Stored rows as a dataset. */
  interface Table extends StoredRows {

    Dataset<Row> rows();

    /** Approximate storage that the rows take now, in the cluster's memory and on its disks. */
    long bytes();
  }

  /** True if every row can still be read; also in the thread of a cell that is being cancelled. */
  boolean isWhole();

  void free();
}
