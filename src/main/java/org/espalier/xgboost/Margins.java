package org.espalier.xgboost;

import org.apache.spark.ml.linalg.DenseVector;

/**
 * Raw predictions and probabilities of a classifier as MLlib has them: one for each class.
 *
 * <p>A model of two classes has one margin m, with raw predictions (-m, m), as {@code
 * xgboost4j-spark} gives them.
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
   * Replaces raw predictions by probabilities.
   *
   * @param outputs margins of a row
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
