package org.espalier.train.linear;

import java.util.Arrays;

/**
 * The logistic loss of any number of classes: the negative logarithm of the label's probability.
 */
final class MultinomialLoss implements Loss {

  private final int classes;

  MultinomialLoss(int classes) {
    this.classes = classes;
  }

  @Override
  public int outputs() {
    return classes;
  }

  @Override
  public void apply(Rows rows, int from, int to, double[] margins, int width, double[] losses) {
    for (int row = from; row < to; row++) {
      double weight = rows.weight(row);
      int first = (row - from) * width;
      if (weight > 0) {
        int label = (int) rows.label(row);
        for (int member = 0; member < width / classes; member++) {
          losses[member] += weight * apply(weight, label, margins, first + member * classes);
        }
      } else {
        Arrays.fill(margins, first, first + width, 0);
      }
    }
  }

  /** Turns the margins of a row and candidate into derivatives; returns the loss. */
  private double apply(double weight, int label, double[] margins, int first) {
    double most = margins[first];
    for (int k = 1; k < classes; k++) {
      most = Math.max(most, margins[first + k]);
    }
    double right = margins[first + label];
    double sum = 0;
    double others = 0;
    for (int k = 0; k < classes; k++) {
      double e = Math.exp(margins[first + k] - most);
      margins[first + k] = e;
      sum += e;
      others += k == label ? 0 : e;
    }
    double scale = weight / sum;
    for (int k = 0; k < classes; k++) {
      margins[first + k] *= scale;
    }
    margins[first + label] = -others * scale; // without cancellation
    return Math.log(sum) - (right - most);
  }
}
