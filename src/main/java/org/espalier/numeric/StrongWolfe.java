package org.espalier.numeric;

/**
 * Line search for a length that meets the strong Wolfe conditions, by cubic interpolation: Nocedal
 * and Wright, Numerical Optimization, algorithms 3.5 and 3.6. Constants and the growth of the
 * length are those of Breeze's {@code StrongWolfeLineSearch}, with which Spark minimises.
 */
final class StrongWolfe implements LineSearch {

  /** Share of the predicted decrease that a step must bring. */
  private static final double DECREASE = 1e-4;

  /** Share of the slope at the start above which a step is too short. */
  private static final double CURVATURE = 0.9;

  /** Maximum number of lengths tried in each of the two phases. */
  private static final int LENGTHS = 10;

  private static final double GROWTH = 1.5;

  /** Least distance of a length from the ends of the bracket, as a share of the bracket. */
  private static final double MARGIN = 0.1;

  private record Point(double length, double value, double slope) {}

  private final Point start;

  /** The best point so far that decreases enough; one end of the bracket when there is one. */
  private Point low;

  /** The other end of the bracket. */
  private Point high;

  private boolean zooming = false;
  private int evaluations = 0;
  private double length;

  /**
   * @param value at length 0
   * @param slope at length 0; not above 0
   * @param first length that is tried
   */
  StrongWolfe(double value, double slope, double first) {
    this.start = new Point(0, value, slope);
    this.low = start;
    this.high = start;
    this.length = first;
  }

  @Override
  public double length() {
    return length;
  }

  @Override
  public Verdict told(double value, double slope) {
    Point here = new Point(length, value, slope);
    evaluations++;
    return zooming ? zoom(here) : bracket(here);
  }

  private Verdict bracket(Point here) {
    if (!Double.isFinite(here.value)) {
      length /= 2; // beyond the domain
    } else if (tooHigh(here) || (here.value >= low.value && evaluations > 1)) {
      return zoom(low, here);
    } else if (isFlat(here)) {
      return Verdict.FOUND;
    } else if (here.slope >= 0) {
      return zoom(here, low);
    } else {
      low = here;
      length *= GROWTH;
    }
    return evaluations == LENGTHS ? Verdict.FAILED : Verdict.ASKS;
  }

  private Verdict zoom(Point low, Point high) {
    this.low = low;
    this.high = high;
    zooming = true;
    evaluations = 0;
    return within();
  }

  private Verdict zoom(Point here) {
    if (tooHigh(here) || here.value >= low.value) {
      high = here;
    } else if (isFlat(here)) {
      return Verdict.FOUND;
    } else {
      if (here.slope * (high.length - low.length) >= 0) {
        high = low;
      }
      low = here;
    }
    return evaluations == LENGTHS ? Verdict.FAILED : within();
  }

  /** Asks within the bracket; fails where the cubic has no minimum. */
  private Verdict within() {
    length = low.length > high.length ? cubic(high, low) : cubic(low, high);
    return Double.isNaN(length) ? Verdict.FAILED : Verdict.ASKS;
  }

  private boolean tooHigh(Point here) {
    return here.value > start.value + DECREASE * here.length * start.slope;
  }

  private boolean isFlat(Point here) {
    return Math.abs(here.slope) <= CURVATURE * Math.abs(start.slope);
  }

  /** Minimum of the cubic through both values and slopes, kept off the ends. */
  private static double cubic(Point left, Point right) {
    double width = right.length - left.length;
    double d1 =
        left.slope + right.slope - 3 * (left.value - right.value) / (left.length - right.length);
    double d2 = Math.sqrt(d1 * d1 - left.slope * right.slope);
    double lowest =
        right.length - width * (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
    double least = left.length + MARGIN * width;
    double most = left.length + (1 - MARGIN) * width;
    return lowest < least ? least : lowest > most ? most : lowest;
  }
}
