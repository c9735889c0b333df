package org.espalier.spark.pipeline;

import org.apache.spark.ml.PipelineModel;
import org.espalier.spark.rows.StoredRows;

/** Fitted feature stages, with the rows they were fitted on as they leave them. */
record FittedFeatures(PipelineModel stages, PreparedRows rows) implements StoredRows {

  @Override
  public boolean isWhole() {
    return rows.isWhole();
  }

  @Override
  public void free() {
    rows.free();
  }
}
