package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.espalier.metric.PredictedRows;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.ScoringRows;

/**
 * Rule by which the predictions of an estimator's trees become those of its model.
 *
 * @param isClassifier false for regression, which has no thresholds
 * @param oneTree true for a classifier that is a single tree, whose raw predictions are weights
 */
record ForestPredictor(boolean isClassifier, Thresholds thresholds, boolean oneTree)
    implements Serializable {

  private static final long serialVersionUID = 1;

  static ForestPredictor of(PipelineStage estimator) {
    boolean isClassifier = TreeTrainer.isClassifier(estimator);
    return new ForestPredictor(
        isClassifier,
        isClassifier ? Thresholds.of(estimator) : new Thresholds(new double[0]),
        estimator.getClass() == DecisionTreeClassifier.class);
  }

  /** Predictions of a model for rows with their labels. */
  PredictedRows predicted(ForestModel model, ScoringRows rows, double[] labels, StopRequest stop)
      throws InterruptedException {
    if (!isClassifier) {
      return PredictedRows.of(labels, model.means(rows, stop));
    }
    double[][] raw = oneTree ? model.weights(rows, stop) : model.votes(rows, stop);
    double[][] probabilities =
        Arrays.stream(raw).map(ForestModel::probabilities).toArray(double[][]::new);
    return thresholds.predicted(labels, raw, probabilities);
  }
}
