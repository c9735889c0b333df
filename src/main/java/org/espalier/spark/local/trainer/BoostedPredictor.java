package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.PipelineStage;
import org.espalier.metric.PredictedRows;
import org.espalier.train.tree.BoostedModel;

/**
 * Rule by which the margins of boosted trees become the predictions of their model.
 *
 * @param isClassifier false for regression, which has no thresholds
 */
record BoostedPredictor(boolean isClassifier, Thresholds thresholds) implements Serializable {

  private static final long serialVersionUID = 1;

  static BoostedPredictor of(PipelineStage estimator) {
    boolean isClassifier = BoostedTrees.isClassifier(estimator);
    return new BoostedPredictor(
        isClassifier, isClassifier ? Thresholds.of(estimator) : new Thresholds(new double[0]));
  }

  /** Predictions for rows with their labels. */
  PredictedRows predicted(double[] margins, double[] labels) {
    if (!isClassifier) {
      return PredictedRows.of(labels, margins);
    }
    double[][] raw =
        Arrays.stream(margins)
            .mapToObj(margin -> new double[] {-margin, margin})
            .toArray(double[][]::new);
    double[][] probabilities =
        Arrays.stream(margins)
            .map(BoostedModel::probability)
            .mapToObj(one -> new double[] {1 - one, one})
            .toArray(double[][]::new);
    return thresholds.predicted(labels, raw, probabilities);
  }
}
