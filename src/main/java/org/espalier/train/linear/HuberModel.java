package org.espalier.train.linear;

import java.io.Serializable;

/** Robust linear regression: a linear model, and the scale of what is not an outlier. */
public final class HuberModel implements Serializable {

  private static final long serialVersionUID = 1;

  private final LinearModel linear;
  private final double scale;

  HuberModel(LinearModel linear, double scale) {
    this.linear = linear;
    this.scale = scale;
  }

  /** Coefficients and intercept. */
  public LinearModel linear() {
    return linear;
  }

  /** Scale of the distances, above 0. */
  public double scale() {
    return scale;
  }
}
