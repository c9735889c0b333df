package org.espalier.study;

/** A 95 % confidence interval, ends included and finite. */
public record Interval(double low, double high) {

  public Interval {
    if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException("Interval from %s to %s.".formatted(low, high));
    }
  }

  /** Whether it does not tell a difference from none. */
  public boolean holdsZero() {
    return low <= 0 && high >= 0;
  }
}
