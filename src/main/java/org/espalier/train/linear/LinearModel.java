package org.espalier.train.linear;

import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Linear regression or support vector classifier, whose margins are the predictions of the one and
 * the raw predictions of label 1 of the other. Its arrays must not be changed.
 *
 * @param coefficients by column, of the columns as they are
 * @param objectiveHistory the objective, of a regression in standardised columns and label, at the
 *     start and after each iteration; a single 0 if there was no search
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LinearModel(double[] coefficients, double intercept, double[] objectiveHistory)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Largest difference of a coefficient or the intercept. */
  double distance(LinearModel other) {
    double largest = Math.abs(intercept - other.intercept);
    for (int j = 0; j < coefficients.length; j++) {
      largest = Math.max(largest, Math.abs(coefficients[j] - other.coefficients[j]));
    }
    return largest;
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
