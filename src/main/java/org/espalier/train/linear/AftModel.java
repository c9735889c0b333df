package org.espalier.train.linear;

import java.io.Serializable;

/** Accelerated failure time regression: a linear model of the log of the time, and its scale. */
public final class AftModel implements Serializable {

  private static final long serialVersionUID = 1;

  private final LinearModel linear;
  private final double scale;

  AftModel(LinearModel linear, double scale) {
    this.linear = linear;
    this.scale = scale;
  }

  /** By column, of the columns as they are. */
  public double[] coefficients() {
    return linear.coefficients();
  }

  public double intercept() {
    return linear.intercept();
  }

  /** Scale of the log of the time, above 0. */
  public double scale() {
    return scale;
  }

  /** The objective at the start and after each iteration. */
  public double[] objectiveHistory() {
    return linear.objectiveHistory();
  }

  /**
   * Predicted times, by row.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] predictions(Rows rows) throws InterruptedException {
    double[] times = linear.margins(rows);
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            times[row] = Math.exp(times[row]);
          }
        });
    return times;
  }
}
