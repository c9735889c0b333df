package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of Spark's {@code LogisticRegression} that training reads.
 *
 * @param maxIter at least 0
 * @param tol at least 0
 */
public record LogisticParams(Penalty penalty, boolean fitIntercept, int maxIter, double tol)
    implements Serializable {

  public LogisticParams {
    if (maxIter < 0) {
      throw new IllegalArgumentException("maxIter %d is negative.".formatted(maxIter));
    }
    if (!(tol >= 0)) {
      throw new IllegalArgumentException("tol %s is not at least 0.".formatted(tol));
    }
  }
}
