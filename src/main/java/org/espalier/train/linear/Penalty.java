package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.espalier.numeric.QuasiNewton;

/**
 * Elastic net penalty of coefficients: regParam · (elasticNetParam · Σ|b| + (1 - elasticNetParam) ·
 * Σb² / 2). Training uses standardised columns; penalised are the coefficients of standardised
 * columns or, unless {@code standardization}, of the columns as they are.
 *
 * @param regParam at least 0 and finite
 * @param elasticNetParam in [0, 1]
 */
public record Penalty(double regParam, double elasticNetParam, boolean standardization)
    implements Serializable {

  public Penalty {
    if (!(regParam >= 0) || Double.isInfinite(regParam)) {
      throw new IllegalArgumentException("regParam %s is not in [0, ∞).".formatted(regParam));
    }
    if (!(elasticNetParam >= 0 && elasticNetParam <= 1)) {
      throw new IllegalArgumentException(
          "elasticNetParam %s is not in [0, 1].".formatted(elasticNetParam));
    }
  }

  /** True if there is an L1 part. */
  boolean isSparse() {
    return regParam != 0 && elasticNetParam != 0;
  }

  /**
   * Search for the minimum of a loss; the L2 part is included in the loss.
   *
   * @param start coefficients of standardised columns, column by column, then the unknowns without
   *     a penalty
   * @param outputs number of coefficients of a column
   * @param deviations by column
   */
  QuasiNewton search(
      double[] start,
      int columns,
      int outputs,
      IntToDoubleFunction deviations,
      int maxIter,
      double tol) {
    if (!isSparse()) {
      return QuasiNewton.smooth(start, maxIter, tol);
    }
    double[] weights = new double[start.length];
    for (int j = 0; j < columns; j++) {
      double weight = l1(deviations.applyAsDouble(j));
      Arrays.fill(weights, j * outputs, (j + 1) * outputs, weight);
    }
    return QuasiNewton.sparse(start, weights, maxIter, tol);
  }

  /** Penalty for a loss in other units. */
  Penalty dividedBy(double unit) {
    return new Penalty(regParam / unit, elasticNetParam, standardization);
  }

  /** The factor of a standardised coefficient's absolute value. */
  private double l1(double deviation) {
    return elasticNetParam * regParam * scale(deviation);
  }

  /** The factor of half a standardised coefficient's square. */
  double l2(double deviation) {
    double scale = scale(deviation);
    return (1 - elasticNetParam) * regParam * scale * scale;
  }

  /** Factor by column; a column without deviation has a coefficient of 0 in any case. */
  private double scale(double deviation) {
    if (standardization) {
      return 1;
    }
    return deviation == 0 ? 0 : 1 / deviation;
  }
}
