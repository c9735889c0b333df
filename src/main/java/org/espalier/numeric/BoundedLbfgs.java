package org.espalier.numeric;

/**
 * Minimisation of a smooth function in a box, by limited-memory BFGS on the variables that are not
 * held at a bound.
 *
 * <p>Bounds by projection onto the box, with backtracking along the projected path: Bertsekas, SIAM
 * J. Control Optim. 20 (1982) 221. A correction is kept only where the curvature along it is
 * positive, so that every direction descends.
 */
public final class BoundedLbfgs {

  /** A function and its gradient. */
  @FunctionalInterface
  public interface Smooth {

    /**
     * The value at a point; NaN or infinite where there is none.
     *
     * @param gradient is filled in
     */
    double at(double[] point, double[] gradient);
  }

  /** Result of a minimisation; the value is not above that of the start. */
  public static final class Minimum {

    private final double[] point;
    private final double value;
    private final int evaluations;

    private Minimum(BoundedLbfgs search) {
      this.point = search.point.clone();
      this.value = search.value;
      this.evaluations = search.evaluations;
    }

    public double[] point() {
      return point.clone();
    }

    public double value() {
      return value;
    }

    public int evaluations() {
      return evaluations;
    }
  }

  /** Corrections kept; 3 to 20 are usual (Liu and Nocedal, Math. Prog. 45 (1989) 503). */
  private static final int MEMORY = 8;

  /** Share of the predicted decrease that a step must bring (Armijo's rule). */
  private static final double SUFFICIENT = 1e-4;

  private static final int BACKTRACKS = 20;

  private final Smooth function;
  private final double[] lower;
  private final double[] upper;
  private final InverseHessian inverse = new InverseHessian(MEMORY);
  private double[] point;
  private double[] gradient;
  private double value;
  private int evaluations;

  private BoundedLbfgs(Smooth function, double[] start, double[] lower, double[] upper) {
    this.function = function;
    this.lower = lower;
    this.upper = upper;
    this.point = start.clone();
    project(point);
    this.gradient = new double[start.length];
    this.value = function.at(point, gradient);
    this.evaluations = 1;
  }

  /**
   * Descends from a start until no projected gradient component exceeds the tolerance, the value
   * falls by less than a billionth, or the evaluations are spent.
   *
   * @param maxEvaluations of the function, the one at the start included
   * @param tolerance on the components of the projected gradient
   */
  public static Minimum minimize(
      Smooth function,
      double[] start,
      double[] lower,
      double[] upper,
      int maxEvaluations,
      double tolerance) {
    BoundedLbfgs search = new BoundedLbfgs(function, start, lower, upper);
    boolean falls = Double.isFinite(search.value);
    while (falls && search.evaluations < maxEvaluations && search.steepest() > tolerance) {
      falls = search.step(maxEvaluations);
    }
    return new Minimum(search);
  }

  private void project(double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.min(upper[i], Math.max(lower[i], x[i]));
    }
  }

  private boolean held(int i) {
    return gradient[i] > 0 ? point[i] <= lower[i] : point[i] >= upper[i];
  }

  /** The largest component of the gradient along which the box lets the point move. */
  private double steepest() {
    double largest = 0;
    for (int i = 0; i < point.length; i++) {
      if (!held(i)) {
        largest = Math.max(largest, Math.abs(gradient[i]));
      }
    }
    return largest;
  }

  /** Moves to a lower point; false if none is found, or the search has converged. */
  private boolean step(int maxEvaluations) {
    double[] direction = direction();
    // Without a correction the length is unknown: the first step moves no variable beyond 0.5.
    double length = inverse.isEmpty() ? Math.min(1, 0.5 / largest(direction)) : 1;
    for (int i = 0; i < BACKTRACKS && evaluations < maxEvaluations; i++) {
      double[] next = new double[point.length];
      double predicted = 0;
      for (int j = 0; j < next.length; j++) {
        next[j] = point[j] + length * direction[j];
      }
      project(next);
      for (int j = 0; j < next.length; j++) {
        predicted += gradient[j] * (next[j] - point[j]);
      }
      double[] slope = new double[point.length];
      double reached = function.at(next, slope);
      evaluations++;
      if (predicted < 0 && reached <= value + SUFFICIENT * predicted) {
        double gained = value - reached;
        accept(next, reached, slope);
        return gained > 1e-9 * (Math.abs(value) + 1e-9);
      }
      length *= shrink(reached, predicted);
    }
    return false;
  }

  /**
   * Position of the minimum of the parabola through both values and the slope, clipped to [0.1,
   * 0.5].
   */
  private double shrink(double reached, double predicted) {
    if (!Double.isFinite(reached)) {
      return 0.1;
    }
    double vertex = -predicted / (2 * (reached - value - predicted));
    return Double.isNaN(vertex) ? 0.5 : Math.min(0.5, Math.max(0.1, vertex));
  }

  private void accept(double[] next, double reached, double[] slope) {
    double[] step = new double[next.length];
    double[] change = new double[next.length];
    for (int i = 0; i < next.length; i++) {
      step[i] = next[i] - point[i];
      change[i] = slope[i] - gradient[i];
    }
    if (dot(step, change) > 1e-10 * dot(change, change)) {
      inverse.add(step, change);
    }
    point = next;
    value = reached;
    gradient = slope;
  }

  /**
   * The quasi-Newton direction over the free variables, or the negative gradient if that climbs.
   */
  private double[] direction() {
    double[] free = gradient.clone();
    for (int i = 0; i < free.length; i++) {
      if (held(i)) {
        free[i] = 0;
      }
    }
    double[] direction = free.clone();
    boolean defined = inverse.multiply(direction);
    for (int i = 0; i < direction.length; i++) {
      direction[i] = free[i] == 0 ? 0 : -direction[i];
    }
    if (defined && dot(direction, free) < 0) {
      return direction;
    }
    inverse.clear();
    for (int i = 0; i < direction.length; i++) {
      direction[i] = -free[i];
    }
    return direction;
  }

  private static double largest(double[] x) {
    double largest = 0;
    for (double component : x) {
      largest = Math.max(largest, Math.abs(component));
    }
    return largest;
  }

  private static double dot(double[] a, double[] b) {
    return Vectors.dot(a, 0, b, 0, a.length);
  }
}
