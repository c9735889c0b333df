package org.espalier.train.linear;

import org.espalier.train.Moments;

/**
 * Scales that standardise the columns of a fold: the inverse deviations, and the means in units of
 * the deviations.
 */
final class Scales {

  private final Moments moments;
  private final double[] inverse;
  private final double[] centre;

  Scales(Moments moments) {
    this.moments = moments;
    this.inverse = new double[moments.columns()];
    this.centre = new double[moments.columns()];
    for (int j = 0; j < inverse.length; j++) {
      inverse[j] = moments.deviation(j) == 0 ? 0 : 1 / moments.deviation(j);
      centre[j] = inverse[j] * moments.mean(j);
    }
  }

  int columns() {
    return inverse.length;
  }

  double deviation(int column) {
    return moments.deviation(column);
  }

  /** Returns the inverse deviation of a column; 0 for a constant column, whose coefficient is 0. */
  double inverse(int column) {
    return inverse[column];
  }

  double centre(int column) {
    return centre[column];
  }

  /** Returns the sum of the weights of all rows. */
  double weight() {
    return moments.weight();
  }
}
