package org.espalier.spark.pipeline;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.DetachedRows;

/** Feature vectors and labels of one fold, and nothing else, in the cluster's storage. */
record PreparedRows(DetachedRows detachedTraining, DetachedRows detachedValidation) {

  /** Computes both parts now; two jobs. */
  static PreparedRows of(Dataset<Row> training, Dataset<Row> validation) {
    DetachedRows first = DetachedRows.of(training);
    try {
      return new PreparedRows(first, DetachedRows.of(validation));
    } catch (Throwable e) {
      first.free();
      throw e;
    }
  }

  Dataset<Row> training() {
    return detachedTraining.rows();
  }

  Dataset<Row> validation() {
    return detachedValidation.rows();
  }

  /** Whether every row can still be read; also in the thread of a cell that is being cancelled. */
  boolean isWhole() {
    return detachedTraining.isWhole() && detachedValidation.isWhole();
  }

  void free() {
    detachedTraining.free();
    detachedValidation.free();
  }
}
