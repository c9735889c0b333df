package org.espalier.train.linear;

import java.util.Arrays;

/** The logistic loss, log(1 + exp(-margin)) of label 1 and log(1 + exp(margin)) of label 0. */
final class BinomialLoss implements Loss {

  /**
   * Products of 1 + exp(-|margin|) over the rows of a block, by candidate: one logarithm for all of
   * them. A factor is at most 2, so the product of {@link Rows#BLOCK} factors is finite.
   */
  private double[] products = {};

  private final double[] exponentials = new double[Rows.BLOCK];

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void apply(Rows rows, int from, int to, double[] margins, int width, double[] losses) {
    if (width == 1) {
      applyOne(rows, from, to, margins, losses);
      return;
    }
    if (products.length < width) {
      products = new double[width];
    }
    Arrays.fill(products, 0, width, 1);
    for (int row = from; row < to; row++) {
      double weight = rows.weight(row);
      double sign = rows.label(row) > 0 ? 1 : -1;
      int first = (row - from) * width;
      if (weight == 1) {
        applyUnit(sign, margins, first, width, losses);
      } else if (weight > 0) {
        applyWeighted(weight, sign, margins, first, width, losses);
      } else {
        Arrays.fill(margins, first, first + width, 0);
      }
    }
    for (int k = 0; k < width; k++) {
      losses[k] += Math.log(products[k]);
    }
  }

  /**
   * The same for one candidate: the exponentials come first, so that the loop of the sums makes no
   * call and stays in registers.
   */
  private void applyOne(Rows rows, int from, int to, double[] margins, double[] losses) {
    for (int i = 0; i < to - from; i++) {
      exponentials[i] = Math.exp(-Math.abs(margins[i]));
    }
    double loss = losses[0];
    double product = 1;
    for (int row = from; row < to; row++) {
      int i = row - from;
      double weight = rows.weight(row);
      double sign = rows.label(row) > 0 ? 1 : -1;
      double right = sign * margins[i];
      double e = exponentials[i];
      if (weight == 1) {
        product *= 1 + e;
        loss += right < 0 ? -right : 0;
        margins[i] = -sign * wrong(right, e);
      } else if (weight > 0) {
        loss += weight * ((right < 0 ? -right : 0) + Math.log1p(e));
        margins[i] = -sign * weight * wrong(right, e);
      } else {
        margins[i] = 0;
      }
    }
    losses[0] = loss + Math.log(product);
  }

  private void applyUnit(double sign, double[] margins, int first, int width, double[] losses) {
    for (int k = 0; k < width; k++) {
      double right = sign * margins[first + k];
      double e = Math.exp(-Math.abs(right));
      products[k] *= 1 + e;
      losses[k] += right < 0 ? -right : 0;
      margins[first + k] = -sign * wrong(right, e);
    }
  }

  private static void applyWeighted(
      double weight, double sign, double[] margins, int first, int width, double[] losses) {
    for (int k = 0; k < width; k++) {
      double right = sign * margins[first + k];
      double e = Math.exp(-Math.abs(right));
      losses[k] += weight * ((right < 0 ? -right : 0) + Math.log1p(e));
      margins[first + k] = -sign * weight * wrong(right, e);
    }
  }

  /** The probability of the other label, without cancellation. */
  private static double wrong(double right, double e) {
    return (right >= 0 ? e : 1) / (1 + e);
  }
}
