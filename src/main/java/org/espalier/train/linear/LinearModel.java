package org.espalier.train.linear;

import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Linear model of a regression or a support vector classifier. Its margins are the predictions of a
 * regression, and the raw predictions of label 1 of a classifier. The arrays must not be changed.
 *
 * @param coefficients coefficients by column, in the original units of the columns
 * @param objectiveHistory objective at the start and after each iteration, for a regression in
 *     standardised columns and label; a single 0 if there was no search
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LinearModel(double[] coefficients, double intercept, double[] objectiveHistory)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Returns the largest absolute difference of a coefficient or the intercept. */
  double distance(LinearModel other) {
    double largest = Math.abs(intercept - other.intercept);
    for (int j = 0; j < coefficients.length; j++) {
      largest = Math.max(largest, Math.abs(coefficients[j] - other.coefficients[j]));
    }
    return largest;
  }

  /**
   * Returns the margins, by row.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] margins(Rows rows) throws InterruptedException {
    return rows.margins(coefficients, intercept);
  }
}
