package org.espalier.metric;

import java.io.Serializable;

/**
 * Params that change the value of some metrics, as MLlib's evaluators have them.
 *
 * @param label class that metrics by label are about; at least 0
 * @param beta weight of recall against precision in F-measures; above 0
 * @param eps lower bound of probabilities in the log loss, which keeps the loss of a wrong certain
 *     prediction finite; in (0, 0.5)
 * @param throughOrigin true if r2 compares with a constant of 0, and not with the mean label
 */
public record MetricParams(double label, double beta, double eps, boolean throughOrigin)
    implements Serializable {

  /** MLlib's defaults, except that metrics by label are about the positive one of two classes. */
  public static final MetricParams USUAL = new MetricParams(1, 1, 1e-15, false);

  public MetricParams {
    if (!(label >= 0)) {
      throw new IllegalArgumentException("label: %s is below 0.".formatted(label));
    }
    if (!(beta > 0)) {
      throw new IllegalArgumentException("beta: %s is not above 0.".formatted(beta));
    }
    if (!(eps > 0 && eps < 0.5)) {
      throw new IllegalArgumentException("eps: %s is not between 0 and 0.5.".formatted(eps));
    }
  }
}
