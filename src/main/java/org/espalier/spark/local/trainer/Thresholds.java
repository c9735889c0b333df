package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.espalier.metric.PredictedRows;

/**
 * Rule by which a classifier's prediction follows from raw predictions and probabilities, as in
 * Spark's {@code ProbabilisticClassificationModel}.
 *
 * @param byClass thresholds; empty if the largest raw prediction is the class
 */
@SuppressWarnings("ArrayRecordComponent")
public // never compared
record Thresholds(double[] byClass) implements Serializable {

  private static final long serialVersionUID = 1;

  public static Thresholds of(PipelineStage classifier) {
    Param<?> param = classifier.getParam("thresholds");
    return new Thresholds(
        classifier.isDefined(param)
            ? ((double[]) classifier.getOrDefault(param)).clone()
            : new double[0]);
  }

  /** True if there is none, or one for each class. */
  public boolean fits(int classes) {
    return byClass.length == 0 || byClass.length == classes;
  }

  double prediction(double[] raw, double[] probabilities) {
    double largest = Double.NEGATIVE_INFINITY;
    int at = 0;
    for (int label = 0; label < raw.length; label++) {
      double scaled = byClass.length == 0 ? raw[label] : probabilities[label] / byClass[label];
      if (scaled > largest) {
        largest = scaled;
        at = label;
      }
    }
    return at;
  }

  /**
   * Predicted rows of a classifier.
   *
   * @param raw by row, then by class
   * @param probabilities likewise
   */
  public PredictedRows predicted(double[] labels, double[][] raw, double[][] probabilities) {
    double[] predictions = new double[raw.length];
    Arrays.setAll(predictions, row -> prediction(raw[row], probabilities[row]));
    return rows(labels, predictions, raw, probabilities);
  }

  /** Predicted rows with predictions that another rule gave. */
  public static PredictedRows rows(
      double[] labels, double[] predictions, double[][] raw, double[][] probabilities) {
    boolean hasScores = raw.length > 0 && raw[0].length > 1;
    double[] scores =
        hasScores ? Arrays.stream(raw).mapToDouble(r -> r[1]).toArray() : new double[0];
    return PredictedRows.of(labels, predictions, scores, probabilities);
  }

  /** Numbers by row of an array in which rows of a width follow each other. */
  public static double[][] byRow(double[] flat, int width) {
    double[][] rows = new double[flat.length / width][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
    }
    return rows;
  }
}
