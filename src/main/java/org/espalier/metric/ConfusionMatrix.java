package org.espalier.metric;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Confusion matrix: total weight of each pair of label and prediction.
 *
 * @param weights by label, then by prediction; square, no number below 0, and a sum above 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ConfusionMatrix(double[][] weights) {

  /** Class that metrics by label are about. */
  private static final int POSITIVE = 1;

  public ConfusionMatrix {
    weights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
  }

  /** A metric by MLlib's name or ours; NaN where it is not defined. */
  public double metric(String name) {
    return switch (name) {
      case "balancedAccuracy" -> balancedAccuracy();
      case "macroF1" -> macroF1();
      case "cohensKappa" -> cohensKappa();
      case "mcc" -> matthews();
      case "accuracy" -> right() / all();
      case "hammingLoss" -> 1 - right() / all();
      case "f1", "weightedFMeasure" -> weighted(c -> fMeasure(c));
      case "weightedPrecision" -> weighted(c -> precision(c));
      case "weightedRecall", "weightedTruePositiveRate" -> weighted(c -> recall(c));
      case "weightedFalsePositiveRate" -> weighted(c -> falsePositives(c));
      case "precisionByLabel" -> precision(POSITIVE);
      case "recallByLabel", "truePositiveRateByLabel" -> recall(POSITIVE);
      case "fMeasureByLabel" -> fMeasure(POSITIVE);
      case "falsePositiveRateByLabel" -> falsePositives(POSITIVE);
      default -> throw new IllegalArgumentException("No metric '%s'.".formatted(name));
    };
  }

  /** Mean recall of the classes that occur as labels. */
  private double balancedAccuracy() {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < weights.length; c++) {
      if (labelled(c) > 0) {
        sum += weights[c][c] / labelled(c);
        classes++;
      }
    }
    return sum / classes;
  }

  /** Mean F1 of the classes that occur as labels or as predictions. */
  private double macroF1() {
    double sum = 0;
    int classes = 0;
    for (int c = 0; c < weights.length; c++) {
      double both = labelled(c) + predicted(c);
      if (both > 0) {
        sum += 2 * weights[c][c] / both;
        classes++;
      }
    }
    return sum / classes;
  }

  /** 1 for perfect agreement, 0 for agreement by chance; 1 where chance agrees on all rows. */
  private double cohensKappa() {
    double all = all();
    double observed = right() / all;
    double expected = 0;
    for (int c = 0; c < weights.length; c++) {
      expected += labelled(c) / all * (predicted(c) / all);
    }
    return expected == 1 ? 1 : (observed - expected) / (1 - expected);
  }

  /** Gorodkin's R_K; 0 where all rows have one label or one prediction. */
  private double matthews() {
    double all = all();
    double covariance = right() * all;
    double ofLabels = all * all;
    double ofPredictions = all * all;
    for (int c = 0; c < weights.length; c++) {
      covariance -= labelled(c) * predicted(c);
      ofLabels -= labelled(c) * labelled(c);
      ofPredictions -= predicted(c) * predicted(c);
    }
    double product = ofLabels * ofPredictions;
    return product <= 0 ? 0 : covariance / Math.sqrt(product);
  }

  /** Mean over classes, weighted by the frequency of the label, as in MLlib. */
  private double weighted(IntToDoubleFunction metric) {
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      sum += labelled(c) == 0 ? 0 : labelled(c) / all() * metric.applyAsDouble(c);
    }
    return sum;
  }

  private double precision(int c) {
    return c >= weights.length || predicted(c) == 0 ? 0 : weights[c][c] / predicted(c);
  }

  private double recall(int c) {
    return c >= weights.length || labelled(c) == 0 ? 0 : weights[c][c] / labelled(c);
  }

  private double fMeasure(int c) {
    double sum = precision(c) + recall(c);
    return sum == 0 ? 0 : 2 * precision(c) * recall(c) / sum;
  }

  private double falsePositives(int c) {
    double others = c >= weights.length ? 0 : all() - labelled(c);
    return others == 0 ? 0 : (predicted(c) - weights[c][c]) / others;
  }

  private double labelled(int label) {
    return Arrays.stream(weights[label]).sum();
  }

  private double predicted(int prediction) {
    return Arrays.stream(weights).mapToDouble(row -> row[prediction]).sum();
  }

  private double right() {
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      sum += weights[c][c];
    }
    return sum;
  }

  private double all() {
    return Arrays.stream(weights).flatMapToDouble(Arrays::stream).sum();
  }
}
