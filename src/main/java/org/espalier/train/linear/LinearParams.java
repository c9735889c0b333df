package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params that the linear learners of Spark's MLlib have in common.
 *
 * @param penalty penalty; without an L1 part for learners that do not support it
 * @param maxIter maximum number of iterations, at least 0
 * @param tol convergence tolerance, at least 0
 */
public record LinearParams(Penalty penalty, boolean fitIntercept, int maxIter, double tol)
    implements Serializable {

  private static final long serialVersionUID = 1;

  public LinearParams {
    if (maxIter < 0 || !(tol >= 0)) {
      throw new IllegalArgumentException(
          "maxIter %d and tol %s must not be negative.".formatted(maxIter, tol));
    }
  }
}
