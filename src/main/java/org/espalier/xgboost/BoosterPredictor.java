package org.espalier.xgboost;

import java.util.Arrays;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.local.trainer.Thresholds;

/**
 * Predictor of the validation rows with the rounds that a booster has trained so far.
 *
 * @param labels labels of the validation rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BoosterPredictor(
    Booster booster, FoldMatrix matrix, double[] labels, BoosterSettings settings)
    implements TaskTrainer.Predictor {

  @Override
  public PredictedRows predicted() throws XGBoostError {
    return predicted(true);
  }

  @Override
  public PredictedRows predicted(boolean probabilities) throws XGBoostError {
    Thresholds thresholds = settings.thresholds();
    float[][] predicted =
        labels.length == 0
            ? new float[0][]
            : booster.predict(matrix.validation(), thresholds != null);
    if (thresholds == null) {
      return PredictedRows.of(labels, first(predicted));
    }
    boolean ofOneMargin = predicted.length > 0 && predicted[0].length == 1;
    if (!probabilities && ofOneMargin && thresholds.byClass().length == 0) {
      double[] margins = first(predicted);
      double[] classes = new double[margins.length];
      Arrays.setAll(classes, row -> margins[row] > 0 ? 1 : 0);
      return PredictedRows.of(labels, classes, margins, new double[0][]);
    }
    double[][] raw = Arrays.stream(predicted).map(Margins::raw).toArray(double[][]::new);
    double[][] all = new double[raw.length][];
    for (int row = 0; row < raw.length; row++) {
      all[row] = raw[row].clone();
      Margins.toProbabilities(all[row], predicted[row].length);
    }
    return thresholds.predicted(labels, raw, all);
  }

  private static double[] first(float[][] predicted) {
    double[] values = new double[predicted.length];
    Arrays.setAll(values, row -> predicted[row][0]);
    return values;
  }
}
