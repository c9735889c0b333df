package org.espalier.train.linear;

import org.espalier.train.Moments;

/** Scales that standardise the columns of a fold: inverse deviations, and means in these units. */
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

  /** 0 for a column of one value, whose coefficient is 0. */
  double inverse(int column) {
    return inverse[column];
  }

  double centre(int column) {
    return centre[column];
  }

  /** Sum of the weights of all rows. */
  double weight() {
    return moments.weight();
  }
}
