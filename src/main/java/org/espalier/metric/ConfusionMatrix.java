package org.espalier.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Weights of rows by class: labelled with it, predicted as it, and both, which are the margins and
 * the diagonal of the confusion matrix. Metrics are NaN where they are not defined.
 *
 * <p>As in {@code MulticlassMetrics}, any number may be a class, and classes that occur only as
 * predictions count as errors of others. Departure: where a metric is about a class that no row
 * has, MLlib throws; a class whose rows all have weight 0 is left out, where MLlib's means are NaN.
 */
final class ConfusionMatrix implements Serializable {

  private static final long serialVersionUID = 1;

  private final Map<Double, Integer> places = new HashMap<>();
  private double[] labelled = new double[2];
  private double[] predicted = new double[2];
  private double[] right = new double[2];
  private int[] ordered = {};

  /**
   * Matrix over margins by class, which sees what becomes of them.
   *
   * @param classes distinct, in the order of the margins
   */
  static ConfusionMatrix over(
      double[] classes, double[] labelled, double[] predicted, double[] right) {
    ConfusionMatrix matrix = new ConfusionMatrix();
    for (double value : classes) {
      matrix.places.put(value + 0.0, matrix.places.size());
    }
    matrix.labelled = labelled;
    matrix.predicted = predicted;
    matrix.right = right;
    return matrix;
  }

  void add(double label, double prediction, double weight) {
    int own = place(label);
    int other = label == prediction ? own : place(prediction);
    labelled[own] += weight;
    predicted[other] += weight;
    if (own == other && label == prediction) {
      right[own] += weight;
    }
  }

  void merge(ConfusionMatrix other) {
    other.places.forEach(
        (value, from) -> {
          int to = place(value);
          labelled[to] += other.labelled[from];
          predicted[to] += other.predicted[from];
          right[to] += other.right[from];
        });
  }

  /** Place of a class, which may be a new one; 0 and -0 are one class. */
  private int place(double value) {
    int place = places.computeIfAbsent(value + 0.0, unseen -> places.size());
    if (place >= labelled.length) {
      labelled = Arrays.copyOf(labelled, 2 * place);
      predicted = Arrays.copyOf(predicted, 2 * place);
      right = Arrays.copyOf(right, 2 * place);
    }
    return place;
  }

  double accuracy() {
    return Arrays.stream(right).sum() / all();
  }

  /** Mean recall of the classes that occur as labels. */
  double balancedAccuracy() {
    return Arrays.stream(ordered())
        .filter(c -> labelled[c] > 0)
        .mapToDouble(this::recall)
        .average()
        .orElse(Double.NaN);
  }

  /** Mean F1 of the classes that occur as labels or as predictions. */
  double macroF1() {
    return Arrays.stream(ordered())
        .filter(c -> labelled[c] + predicted[c] > 0)
        .mapToDouble(c -> 2 * right[c] / (labelled[c] + predicted[c]))
        .average()
        .orElse(Double.NaN);
  }

  /** 1 for perfect agreement, 0 for agreement by chance; 1 where chance agrees on all rows. */
  double cohensKappa() {
    double all = all();
    double expected = 0;
    for (int c : ordered()) {
      expected += labelled[c] / all * (predicted[c] / all);
    }
    return expected == 1 ? 1 : (accuracy() - expected) / (1 - expected);
  }

  /** Gorodkin's R_K; 0 where all rows have one label or one prediction. */
  double matthews() {
    double all = all();
    double covariance = Arrays.stream(right).sum() * all;
    double ofLabels = all * all;
    double ofPredictions = all * all;
    for (int c : ordered()) {
      covariance -= labelled[c] * predicted[c];
      ofLabels -= labelled[c] * labelled[c];
      ofPredictions -= predicted[c] * predicted[c];
    }
    double product = ofLabels * ofPredictions;
    return product <= 0 ? 0 : covariance / Math.sqrt(product);
  }

  double weightedPrecision() {
    return weighted(this::precision);
  }

  double weightedRecall() {
    return weighted(this::recall);
  }

  double weightedFalsePositives() {
    return weighted(this::falsePositives);
  }

  double weightedF(double beta) {
    return weighted(c -> fMeasure(c, beta));
  }

  double precision(double label) {
    return ofClass(label, this::precision, 0);
  }

  double recall(double label) {
    return ofClass(label, this::recall, Double.NaN);
  }

  double fMeasure(double label, double beta) {
    return ofClass(label, c -> fMeasure(c, beta), Double.NaN);
  }

  double falsePositives(double label) {
    return ofClass(label, this::falsePositives, 0);
  }

  private double ofClass(double label, IntToDoubleFunction metric, double unseen) {
    Integer place = places.get(label + 0.0);
    return place == null ? (places.isEmpty() ? Double.NaN : unseen) : metric.applyAsDouble(place);
  }

  /** Mean over classes, weighted by the frequency of the label. */
  private double weighted(IntToDoubleFunction metric) {
    double all = all();
    double sum = 0;
    for (int c : ordered()) {
      sum += labelled[c] == 0 ? 0 : labelled[c] / all * metric.applyAsDouble(c);
    }
    return all == 0 ? Double.NaN : sum;
  }

  private double precision(int c) {
    return predicted[c] == 0 ? 0 : right[c] / predicted[c];
  }

  private double recall(int c) {
    return right[c] / labelled[c];
  }

  private double fMeasure(int c, double beta) {
    double precision = precision(c);
    double recall = recall(c);
    double square = beta * beta;
    return precision + recall == 0
        ? 0
        : (1 + square) * precision * recall / (square * precision + recall);
  }

  private double falsePositives(int c) {
    return (predicted[c] - right[c]) / (all() - labelled[c]);
  }

  private double all() {
    return Arrays.stream(labelled).sum();
  }

  /** Places in ascending order of classes, so that sums do not depend on the order of rows. */
  private int[] ordered() {
    if (ordered.length != places.size()) {
      ordered =
          places.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .mapToInt(Map.Entry::getValue)
              .toArray();
    }
    return ordered;
  }
}
