package org.espalier.numeric;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Minimisation of a function by limited-memory BFGS, in ask/tell form: it requests the value and
 * the gradient at a point and receives both, so that many functions of the same data can be
 * minimised side by side, with one pass over the data for all of them.
 *
 * <pre>{@code
 * QuasiNewton search = QuasiNewton.smooth(start, 100, 1e-6);
 * while (search.asks()) {
 *   double value = function.at(search.asked(), gradient);
 *   search.tell(value, gradient);
 * }
 * double[] minimum = search.point();
 * }</pre>
 *
 * <p>Steps, line searches and ends are those of Breeze's {@code LBFGS} and {@code OWLQN} with a
 * history of 10, with which Spark's learners minimise, iterate by iterate. A line search that fails
 * makes the search forget its history once; if the next one fails as well, the search is over.
 */
public abstract sealed class QuasiNewton permits SmoothSearch, OrthantWise {

  /** Reason why a search is over. */
  enum End {
    /** The iterations are spent. */
    ITERATIONS,
    /** No value of the last 20 iterations is far from the current one. */
    VALUES,
    /** The gradient vanishes. */
    GRADIENT,
    /** Two line searches in turn found no step. */
    SEARCH_FAILED
  }

  /** Corrections kept. */
  private static final int MEMORY = 10;

  /** Vectors of a search: steps and changes of gradients, points and gradients, and a direction. */
  public static final int VECTORS = 2 * MEMORY + 8;

  /**
   * Number of values that are compared with the current one; an infinite one precedes the first.
   */
  private static final int RECENT = 20;

  /** Norm under which any gradient has vanished. */
  private static final double FLAT = 1e-8;

  private final int maxIterations;
  private final double tolerance;
  private final InverseHessian inverse = new InverseHessian(MEMORY);
  private final double[] recent = new double[RECENT];

  private double[] history = new double[RECENT];
  private int told = 0;
  private ValueAndGradient at;
  private ValueAndGradient trial;
  private double[] direction = {};
  private @Nullable LineSearch search;
  private int iterations = 0;
  private double firstValue = Double.NaN;
  private boolean failedOnce = false;
  private @Nullable End end;

  QuasiNewton(double[] start, int maxIterations, double tolerance) {
    if (maxIterations < 0 || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "maxIterations %d and tolerance %s must not be negative."
              .formatted(maxIterations, tolerance));
    }
    this.maxIterations = maxIterations;
    this.tolerance = tolerance;
    this.at = ValueAndGradient.nothing(start.clone());
    this.trial = at;
    recent[0] = Double.POSITIVE_INFINITY;
  }

  /**
   * Search for the minimum of a smooth function.
   *
   * @param maxIterations at least 0
   * @param tolerance at least 0; on changes of the value relative to the one at the start, and on
   *     the norm of the gradient relative to the value
   */
  public static QuasiNewton smooth(double[] start, int maxIterations, double tolerance) {
    return new SmoothSearch(start, maxIterations, tolerance);
  }

  /**
   * Search for the minimum of a smooth function, of which value and gradient are told, plus the sum
   * of weights[i] · |x[i]|: Andrew and Gao, ICML 2007.
   *
   * @param weights of the penalty, by component; at least 0
   */
  public static QuasiNewton sparse(
      double[] start, double[] weights, int maxIterations, double tolerance) {
    return new OrthantWise(start, weights, maxIterations, tolerance);
  }

  /** True while the value at a point is wanted; false once the search is over. */
  public final boolean asks() {
    return end == null;
  }

  /** The point at which the value is wanted. */
  public final double[] asked() {
    return trial.x().clone();
  }

  /** Takes the value and the gradient at {@link #asked()}, both without the weighted penalty. */
  public final void tell(double value, double[] gradient) {
    if (!asks()) {
      throw new IllegalStateException("The search is over: " + end + ".");
    }
    ValueAndGradient here = penalized(trial.x(), value, gradient.clone());
    if (search == null) {
      firstValue = here.penalized();
      moved(here);
    } else {
      told(search, here);
    }
  }

  private void told(LineSearch search, ValueAndGradient here) {
    switch (search.told(here.penalized(), dot(here.steepest(), direction))) {
      case ASKS -> trial = ValueAndGradient.nothing(step(at, direction, search.length()));
      case FAILED -> failed();
      case FOUND -> {
        if (isStep(search.length(), at)) {
          accept(here);
        } else {
          failed();
        }
      }
    }
  }

  /** Current point of the search; its result once it is over. */
  public final double[] point() {
    return at.x().clone();
  }

  /** Number of steps taken. */
  final int iterations() {
    return iterations;
  }

  /**
   * The values with the penalty: at the start, then after each iteration; one that failed repeats
   * the value before it.
   */
  public final double[] history() {
    return Arrays.copyOf(history, told);
  }

  /** Reason why the search is over; empty while it asks. */
  final Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /** Adds the penalty to a told value and gradient. */
  abstract ValueAndGradient penalized(double[] x, double value, double[] gradient);

  /** Turns the product of the inverse Hessian and the gradient into a direction, in place. */
  abstract void direct(double[] product, ValueAndGradient at);

  abstract LineSearch search(ValueAndGradient at, double[] direction, double slope, boolean first);

  abstract double[] step(ValueAndGradient at, double[] direction, double length);

  abstract boolean isStep(double length, ValueAndGradient at);

  private void accept(ValueAndGradient next) {
    double[] step = new double[next.x().length];
    double[] change = new double[next.x().length];
    for (int i = 0; i < step.length; i++) {
      step[i] = next.x()[i] - at.x()[i];
      change[i] = next.gradient()[i] - at.gradient()[i];
    }
    inverse.add(step, change);
    failedOnce = false;
    iterations++;
    recent[iterations % RECENT] = next.penalized();
    moved(next);
  }

  private void record(double value) {
    if (told == history.length) {
      history = Arrays.copyOf(history, 2 * told);
    }
    history[told++] = value;
  }

  private void moved(ValueAndGradient next) {
    at = next;
    record(at.penalized());
    if (iterations >= maxIterations) {
      end = End.ITERATIONS;
    } else if (iterations > 0 && valuesRest()) {
      end = End.VALUES;
    } else if (norm(at.steepest()) <= Math.max(tolerance * Math.abs(at.penalized()), FLAT)) {
      end = End.GRADIENT;
    } else {
      turn();
    }
  }

  private boolean valuesRest() {
    double largest = Arrays.stream(recent, 0, Math.min(iterations + 1, RECENT)).max().orElseThrow();
    return Math.abs(at.penalized() - largest) <= tolerance * Math.abs(firstValue);
  }

  /** Starts a line search along the next direction. */
  private void turn() {
    direction = at.steepest().clone();
    if (!inverse.multiply(direction)) {
      failed();
      return;
    }
    direct(direction, at);
    double slope = dot(at.steepest(), direction);
    LineSearch next = search(at, direction, slope, iterations == 0);
    search = next;
    if (descends(slope) && !Double.isNaN(next.length())) {
      trial = ValueAndGradient.nothing(step(at, direction, next.length()));
    } else {
      failed();
    }
  }

  abstract boolean descends(double slope);

  private void failed() {
    record(at.penalized());
    inverse.clear();
    if (failedOnce) {
      end = End.SEARCH_FAILED;
    } else {
      failedOnce = true;
      turn();
    }
  }

  static double dot(double[] a, double[] b) {
    return Vectors.dot(a, 0, b, 0, a.length);
  }

  static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }
}
