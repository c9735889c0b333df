package org.espalier.numeric;

/**
 * Line search that shrinks or grows the length by a constant factor until the strong Wolfe
 * conditions hold, or the trials are spent: then the last length is the one. As Breeze's {@code
 * BacktrackingLineSearch}, with which Spark minimises where there is an L1 penalty.
 */
final class Backtracking implements LineSearch {

  /** Share of the predicted decrease that a step must bring. */
  private static final double DECREASE = 1e-4;

  /** Share of the slope at the start above which a step is too short. */
  private static final double CURVATURE = 0.9;

  private static final int TRIALS = 20;

  private static final double GROWTH = 2.1;

  private static final double SHORTEST = 1e-10;

  private static final double LONGEST = 1e10;

  private final double value;
  private final double slope;
  private final double shrink;
  private final double expected;
  private double length;
  private int trials = 0;

  /**
   * @param value at length 0
   * @param slope at length 0
   * @param first length that is tried
   * @param shrink factor by which a length that is too long is multiplied
   * @param expected value by which the first length is judged instead of its own
   */
  Backtracking(double value, double slope, double first, double shrink, double expected) {
    this.value = value;
    this.slope = slope;
    this.length = first;
    this.shrink = shrink;
    this.expected = expected;
    if (isTooLong(expected) && isWithin(first * shrink)) {
      this.length = first * shrink; // whatever the value there is, which is not needed
      this.trials = 1;
    }
  }

  /** True if the value at the length is no sufficient decrease. */
  private boolean isTooLong(double reached) {
    return reached > value + length * slope * DECREASE;
  }

  private static boolean isWithin(double length) {
    return !(length < SHORTEST || length > LONGEST);
  }

  @Override
  public double length() {
    return length;
  }

  @Override
  public Verdict told(double reached, double slopeThere) {
    double judged = trials++ == 0 ? expected : reached;
    double factor = 1;
    if (isTooLong(judged)) {
      factor = shrink;
    } else if (slopeThere < CURVATURE * slope) {
      factor = GROWTH;
    } else if (slopeThere > -CURVATURE * slope) {
      factor = shrink;
    }
    if (factor == 1) {
      return Verdict.FOUND;
    }
    double next = length * factor;
    if (!isWithin(next)) {
      return Verdict.FAILED;
    }
    if (trials == TRIALS) {
      return Verdict.FOUND;
    }
    length = next;
    return Verdict.ASKS;
  }
}
