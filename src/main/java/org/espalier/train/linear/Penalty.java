package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.espalier.numeric.QuasiNewton;

/**
 * Elastic net penalty of coefficients: regParam · (elasticNetParam · Σ|b| + (1 - elasticNetParam) ·
 * Σb² / 2). Training uses standardised columns. The penalty applies to their coefficients or, if
 * {@code standardization} is false, to those of the original columns.
 *
 * @param regParam strength of the penalty, at least 0 and finite
 * @param elasticNetParam share of the L1 part, in [0, 1]
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

  /** Returns true if the penalty has an L1 part. */
  boolean isSparse() {
    return regParam != 0 && elasticNetParam != 0;
  }

  /**
   * Creates a search for the minimum of a loss. The loss must include the L2 part.
   *
   * @param start coefficients of standardised columns, column by column, then the unknowns without
   *     a penalty
   * @param outputs number of coefficients of a column
   * @param deviations standard deviation of each column
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

  /** Returns the penalty for a loss in another unit of the label. */
  Penalty dividedBy(double unit) {
    return new Penalty(regParam / unit, elasticNetParam, standardization);
  }

  /** Returns the factor of the absolute value of a standardised coefficient. */
  private double l1(double deviation) {
    return elasticNetParam * regParam * scale(deviation);
  }

  /** Returns the factor of half the square of a standardised coefficient. */
  double l2(double deviation) {
    double scale = scale(deviation);
    return (1 - elasticNetParam) * regParam * scale * scale;
  }

  /**
   * Returns the scale of a column's penalty. A constant column has a coefficient of 0 in any case.
   */
  private double scale(double deviation) {
    if (standardization) {
      return 1;
    }
    return deviation == 0 ? 0 : 1 / deviation;
  }
}
