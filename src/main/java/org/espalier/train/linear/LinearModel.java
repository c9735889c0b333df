package org.espalier.train.linear;

/** Linear regression: coefficients and an intercept. */
public final class LinearModel {

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

  /**
   * The objective of standardised columns and label at the start and after each iteration; a single
   * 0 if nothing was searched for.
   */
  public double[] objectiveHistory() {
    return history.clone();
  }

  public int iterations() {
    return history.length - 1;
  }

  /**
   * The predictions, by row.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] predictions(Rows rows) throws InterruptedException {
    return rows.margins(coefficients, intercept);
  }
}
