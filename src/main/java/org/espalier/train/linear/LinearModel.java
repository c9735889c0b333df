package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Linear regression or support vector classifier: coefficients and an intercept, whose margins are
 * the predictions of the one and the raw predictions of label 1 of the other.
 */
public final class LinearModel implements Serializable {

  private static final long serialVersionUID = 1;

  private final double[] coefficients;
  private final double intercept;
  private final double[] history;

  LinearModel(double[] coefficients, double intercept, double[] history) {
    this.coefficients = coefficients;
    this.intercept = intercept;
    this.history = history;
  }

  /** By column, of the columns as they are. */
  public double[] coefficients() {
    return coefficients.clone();
  }

  public double intercept() {
    return intercept;
  }

  /** Largest difference of a coefficient or the intercept. */
  double distance(LinearModel other) {
    double largest = Math.abs(intercept - other.intercept);
    for (int j = 0; j < coefficients.length; j++) {
      largest = Math.max(largest, Math.abs(coefficients[j] - other.coefficients[j]));
    }
    return largest;
  }

  /**
   * The objective, of a regression in standardised columns and label, at the start and after each
   * iteration; a single 0 if there was no search.
   */
  public double[] objectiveHistory() {
    return history.clone();
  }

  public int iterations() {
    return history.length - 1;
  }

  /**
   * The margins, by row.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] margins(Rows rows) throws InterruptedException {
    return rows.margins(coefficients, intercept);
  }
}
