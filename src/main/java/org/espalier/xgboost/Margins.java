package org.espalier.xgboost;

import org.apache.spark.ml.linalg.DenseVector;

/**
 * Converter of XGBoost's margins to MLlib's raw predictions and probabilities, which have one
 * number per class.
 *
 * <p>A model of two classes has one margin m. Its raw predictions are (-m, m), as in {@code
 * xgboost4j-spark}.
 */
final class Margins {

  private Margins() {}

  static double[] raw(float[] margins) {
    if (margins.length == 1) {
      return new double[] {-margins[0], margins[0]};
    }
    double[] raw = new double[margins.length];
    for (int label = 0; label < raw.length; label++) {
      raw[label] = margins[label];
    }
    return raw;
  }

  /**
   * Replaces the raw predictions of a row by probabilities.
   *
   * @param outputs number of margins of a row
   */
  static void toProbabilities(double[] raw, int outputs) {
    if (outputs == 1) {
      double one = (float) (1 / (1 + Math.exp(-raw[1])));
      raw[0] = 1 - one;
      raw[1] = one;
      return;
    }
    double largest = raw[new DenseVector(raw).argmax()];
    double sum = 0;
    for (int label = 0; label < raw.length; label++) {
      raw[label] = Math.exp(raw[label] - largest);
      sum += raw[label];
    }
    for (int label = 0; label < raw.length; label++) {
      raw[label] = (float) (raw[label] / sum);
    }
  }
}
