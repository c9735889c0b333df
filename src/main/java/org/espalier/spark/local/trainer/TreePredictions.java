package org.espalier.spark.local.trainer;

import java.io.Serializable;
import org.espalier.metric.PredictedRows;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.ScoringRows;

/** Predictions of a trained candidate of trees. */
@FunctionalInterface
public interface TreePredictions extends Serializable {

  /** Predictions for rows with their labels. */
  PredictedRows predict(ScoringRows rows, double[] labels, StopRequest stop)
      throws InterruptedException;
}
