package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of Spark's {@code GeneralizedLinearRegression} that training reads beside family and link.
 *
 * @param regParam factor of the L2 penalty, at least 0 and finite
 * @param maxIter at least 0; not read where one solution is exact
 * @param tol change of the coefficients below which training ends, at least 0
 */
public record GlmParams(double regParam, boolean fitIntercept, int maxIter, double tol)
    implements Serializable {

  public GlmParams {
    if (!(regParam >= 0) || Double.isInfinite(regParam)) {
      throw new IllegalArgumentException("regParam %s is not in [0, ∞).".formatted(regParam));
    }
    if (maxIter < 0) {
      throw new IllegalArgumentException("maxIter %d is negative.".formatted(maxIter));
    }
    if (!(tol >= 0)) {
      throw new IllegalArgumentException("tol %s is not at least 0.".formatted(tol));
    }
  }
}
