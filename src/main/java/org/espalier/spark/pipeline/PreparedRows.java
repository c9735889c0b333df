package org.espalier.spark.pipeline;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.rows.DetachedRows;
import org.espalier.spark.rows.StoredRows;

/** Feature vectors and labels of one fold, without other columns, in the cluster's storage. */
record PreparedRows(DetachedRows detachedTraining, DetachedRows detachedValidation)
    implements StoredRows {

  /** Key of the rows: fold, sample size and feature stages. */
  record Key(int fold, long rows, StudyPipelines.FeatureKey features) {}

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

  @Override
  public boolean isWhole() {
    return detachedTraining.isWhole() && detachedValidation.isWhole();
  }

  @Override
  public void free() {
    detachedTraining.free();
    detachedValidation.free();
  }
}
