package org.espalier.space;

/** Scale of a numeric parameter: samplers treat equal steps on it as equally important. */
public enum Scale {
  LINEAR {
    @Override
    public double value(double u, double low, double high) {
      return low + u * (high - low);
    }

    @Override
    public double unit(double value, double low, double high) {
      return (value - low) / (high - low);
    }
  },
  /** Equal ratios; low must be above 0. */
  LOG {
    @Override
    public double value(double u, double low, double high) {
      return Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low)));
    }

    @Override
    public double unit(double value, double low, double high) {
      return (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
    }
  },
  /**
   * The log scale seen from the upper end: equal ratios of high + low - x, fine near high, as for a
   * momentum near 1; low must be above 0. The definition is that of Vizier's {@code
   * REVERSE_LOG_SCALE} (Golovin et al., KDD 2017).
   */
  REVERSE_LOG {
    @Override
    public double value(double u, double low, double high) {
      return low + (high - LOG.value(1 - u, low, high));
    }

    @Override
    public double unit(double value, double low, double high) {
      return 1 - LOG.unit(low + (high - value), low, high);
    }
  };

  /** The value at a position in [0, 1], up to rounding. */
  public abstract double value(double u, double low, double high);

  /** The position in [0, 1] of a value in [low, high], up to rounding. */
  public abstract double unit(double value, double low, double high);

  /** True if both ends must be above 0. */
  public boolean needsPositive() {
    return this != LINEAR;
  }
}
