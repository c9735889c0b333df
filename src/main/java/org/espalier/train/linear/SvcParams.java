package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of Spark's {@code LinearSVC} that training reads.
 *
 * @param regParam at least 0 and finite
 * @param maxIter at least 0
 * @param tol at least 0
 */
public record SvcParams(
    double regParam, boolean standardization, boolean fitIntercept, int maxIter, double tol)
    implements Serializable {

  public SvcParams {
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

  Penalty penalty() {
    return new Penalty(regParam, 0, standardization);
  }
}
