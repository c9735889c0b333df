package org.espalier.numeric;

import java.util.Optional;

/**
 * The search of which the last component stays above 0: limited-memory BFGS with bounds (Byrd, Lu,
 * Nocedal and Zhu, SIAM J. Sci. Comput. 16 (1995) 1190) as Breeze's {@code LBFGSB} does it.
 *
 * <p>As long as the generalised Cauchy point lies within the bound, the minimum of the quadratic
 * model over the free components is that over all of them, so that the direction is that of the
 * two-loop recursion. Otherwise the search ends, where Breeze goes on along the bound.
 */
final class PositiveSearch extends SmoothSearch {

  /** Lower bound, the smallest number above 0, as in Breeze. */
  private static final double BOUND = Double.MIN_VALUE;

  /** Largest component of a projected gradient that has vanished. */
  private static final double FLAT = 1e-5;

  /** A correction is kept if its curvature exceeds this part of the norm of the change. */
  private static final double LEAST_CURVATURE = 2.2e-16;

  /** Lengths that a line search tries, in each of its two phases. */
  private static final int LENGTHS = 64;

  PositiveSearch(double[] start, int maxIterations, double tolerance) {
    super(start, maxIterations, tolerance);
    if (start.length == 0 || !(start[start.length - 1] > 0)) {
      throw new IllegalArgumentException("The last component of the start is not above 0.");
    }
  }

  @Override
  Optional<End> reached(ValueAndGradient at) {
    int last = at.x().length - 1;
    double largest = 0;
    for (int i = 0; i <= last; i++) {
      double moved = at.x()[i] - at.gradient()[i];
      double projected = i == last ? Math.max(BOUND, moved) : moved;
      largest = Math.max(largest, Math.abs(projected - at.x()[i]));
    }
    return largest < FLAT ? Optional.of(End.PROJECTED_GRADIENT) : Optional.empty();
  }

  /** True if the path of steepest descent meets the bound before the quadratic model's minimum. */
  @Override
  boolean meetsBound(ValueAndGradient at, InverseHessian inverse) {
    int last = at.x().length - 1;
    double slope = at.gradient()[last];
    if (!(slope > 0)) {
      return false;
    }
    double squares = dot(at.gradient(), at.gradient());
    double curvature = inverse.curvature(at.gradient());
    return (at.x()[last] - BOUND) / slope <= squares / curvature;
  }

  @Override
  boolean isCorrection(double[] step, double[] change) {
    return LEAST_CURVATURE * norm(change) < Math.abs(dot(step, change));
  }

  @Override
  LineSearch search(ValueAndGradient at, double[] direction, double slope, boolean first) {
    int last = direction.length - 1;
    double bound =
        direction[last] < 0 ? (BOUND - at.x()[last]) / direction[last] : Double.POSITIVE_INFINITY;
    return new StrongWolfe(at.value(), slope, Math.min(1, bound), bound, LENGTHS);
  }

  @Override
  double[] step(ValueAndGradient at, double[] direction, double length) {
    double[] next = super.step(at, direction, length);
    int last = next.length - 1;
    next[last] = Math.max(BOUND, next[last]);
    return next;
  }

  @Override
  boolean isStep(double length, ValueAndGradient at) {
    return true; // the line search has its own bound
  }
}
