package org.espalier.study;

/** A 95 % confidence interval, ends included and finite. */
public record Interval(double low, double high) {

  public Interval {
    if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException("Interval from %s to %s.".formatted(low, high));
    }
  }

  /** True if the interval contains 0: the difference is not significant. */
  public boolean holdsZero() {
    return low <= 0 && high >= 0;
  }
}
