package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of Spark's {@code LinearRegression} with Huber's loss that training reads.
 *
 * @param penalty without an L1 part
 * @param epsilon above 1: distances in units of the scale from which on the loss is linear
 * @param maxIter at least 0
 * @param tol at least 0
 */
public record HuberParams(
    Penalty penalty, double epsilon, boolean fitIntercept, int maxIter, double tol)
    implements Serializable {

  public HuberParams {
    if (penalty.isSparse()) {
      throw new IllegalArgumentException("Huber's loss has no L1 penalty.");
    }
    if (!(epsilon > 1)) {
      throw new IllegalArgumentException("epsilon %s is not above 1.".formatted(epsilon));
    }
    if (maxIter < 0) {
      throw new IllegalArgumentException("maxIter %d is negative.".formatted(maxIter));
    }
    if (!(tol >= 0)) {
      throw new IllegalArgumentException("tol %s is not at least 0.".formatted(tol));
    }
  }
}
