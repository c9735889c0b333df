package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of an accelerated failure time regression.
 *
 * @param maxIter at least 0
 * @param tol at least 0
 */
public record AftParams(boolean fitIntercept, int maxIter, double tol) implements Serializable {

  public AftParams {
    if (maxIter < 0 || !(tol >= 0)) {
      throw new IllegalArgumentException(
          "maxIter %d and tol %s must not be negative.".formatted(maxIter, tol));
    }
  }
}
