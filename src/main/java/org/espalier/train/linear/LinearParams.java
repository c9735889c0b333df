package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of Spark's {@code LinearRegression} with squared errors that training reads.
 *
 * @param maxIter at least 0; with {@link Solver#NORMAL} at least 1
 * @param tol at least 0
 */
public record LinearParams(
    Penalty penalty, boolean fitIntercept, Solver solver, int maxIter, double tol)
    implements Serializable {

  /** Way to the minimum. */
  public enum Solver {
    /**
     * Normal equations; where there is an L1 penalty or they are singular, a search on them.
     * Spark's usual solver.
     */
    NORMAL,
    /** A search, in columns of unbiased deviation. */
    LBFGS
  }

  public LinearParams {
    if (maxIter < 0 || (maxIter == 0 && solver == Solver.NORMAL)) {
      throw new IllegalArgumentException("maxIter %d is too small.".formatted(maxIter));
    }
    if (!(tol >= 0)) {
      throw new IllegalArgumentException("tol %s is not at least 0.".formatted(tol));
    }
  }
}
