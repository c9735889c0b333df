package org.espalier.spark.pipeline;

import org.apache.spark.ml.PipelineModel;
import org.espalier.spark.rows.DetachedRows;
import org.espalier.spark.rows.StoredRows;

/** Fitted feature stages, with the rows they were fitted on as they leave them. */
record FittedFeatures(PipelineModel stages, DetachedRows detached) implements StoredRows {

  @Override
  public boolean isWhole() {
    return detached.isWhole();
  }

  @Override
  public void free() {
    detached.free();
  }
}
