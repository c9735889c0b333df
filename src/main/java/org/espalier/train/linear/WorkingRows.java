package org.espalier.train.linear;

import java.util.Arrays;
import java.util.List;

/** Labels and weights of reweighted least squares, of several models of the same rows. */
final class WorkingRows {

  private final Rows rows;
  private final double[] offsets;
  private final GlmFamily family;
  private final GlmLink link;
  private final int width;
  private final double[] labels;
  private final double[] weights;

  /**
   * @param offsets by row; empty for none
   * @param width number of models
   */
  WorkingRows(Rows rows, double[] offsets, GlmFamily family, GlmLink link, int width) {
    this.rows = rows;
    this.offsets = offsets;
    this.family = family;
    this.link = link;
    this.width = width;
    this.labels = new double[rows.size() * width];
    this.weights = new double[rows.size() * width];
  }

  /** Computes what models ask for. */
  void fill(List<LinearModel> models) throws InterruptedException {
    double[] panel = new double[rows.columns() * width];
    double[] intercepts = new double[width];
    for (int k = 0; k < width; k++) {
      double[] coefficients = models.get(k).coefficients();
      for (int j = 0; j < coefficients.length; j++) {
        panel[j * width + k] = coefficients[j];
      }
      intercepts[k] = models.get(k).intercept();
    }
    double[] block = new double[Rows.BLOCK * width];
    rows.forEachBlock(
        (from, to) -> {
          Arrays.fill(block, 0);
          rows.multiply(from, to, panel, width, block);
          for (int row = from; row < to; row++) {
            for (int k = 0; k < width; k++) {
              set(row, k, block[(row - from) * width + k] + intercepts[k]);
            }
          }
        });
  }

  private void set(int row, int model, double margin) {
    double mean = family.within(link.inverse(margin + (offsets.length == 0 ? 0 : offsets[row])));
    double derivative = link.derivative(mean);
    int at = row * width + model;
    labels[at] = margin + (rows.label(row) - mean) * derivative;
    double weight = derivative * derivative * family.variance(mean);
    weights[at] = rows.weight(row) == 0 ? 0 : rows.weight(row) / weight;
  }

  /**
   * Looks at the labels and weights of a model.
   *
   * @throws IllegalArgumentException if one is not finite or negative, or no row has a weight
   */
  void check(int model) {
    requireFinite(labels, model, width);
    double sum = 0;
    for (int at = model; at < weights.length; at += width) {
      if (!(weights[at] >= 0) || Double.isInfinite(weights[at])) {
        throw new IllegalArgumentException("A weight is negative or not finite.");
      }
      sum += weights[at];
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "None of %d rows has a weight above 0.".formatted(rows.size()));
    }
  }

  static void requireFinite(double[] labels, int first, int step) {
    for (int at = first; at < labels.length; at += step) {
      if (!Double.isFinite(labels[at])) {
        throw new IllegalArgumentException("A working label is not finite.");
      }
    }
  }

  /** Row · width + model. */
  double[] labels() {
    return labels;
  }

  /** Row · width + model. */
  double[] weights() {
    return weights;
  }
}
