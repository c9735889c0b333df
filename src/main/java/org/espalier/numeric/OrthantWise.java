package org.espalier.numeric;

import java.util.Arrays;

/**
 * The search with a weighted L1 penalty, in which no component changes its sign within a step:
 * Andrew and Gao, Scalable training of L1-regularized log-linear models, ICML 2007, as Breeze's
 * {@code OWLQN} does it.
 */
final class OrthantWise extends QuasiNewton {

  /** Factors by which a line search shrinks, in the first iteration and later. */
  private static final double SHRINK_FIRST = 0.1;

  private static final double SHRINK = 0.5;

  private final double[] weights;

  OrthantWise(double[] start, double[] weights, int maxIterations, double tolerance) {
    super(start, maxIterations, tolerance);
    if (weights.length != start.length || Arrays.stream(weights).anyMatch(w -> !(w >= 0))) {
      throw new IllegalArgumentException(
          "Weights of the penalty must be %d numbers that are not negative."
              .formatted(start.length));
    }
    this.weights = weights.clone();
  }

  @Override
  ValueAndGradient penalized(double[] x, double value, double[] gradient) {
    double penalized = value;
    double[] steepest = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double weight = weights[i];
      penalized += Math.abs(weight * x[i]);
      steepest[i] =
          x[i] == 0 ? shrunk(gradient[i], weight) : gradient[i] + Math.signum(x[i]) * weight;
    }
    return new ValueAndGradient(x, value, gradient, penalized, steepest);
  }

  /** The number nearest to 0 within a distance of a number. */
  private static double shrunk(double number, double distance) {
    if (number - distance > 0) {
      return number - distance;
    }
    return number + distance < 0 ? number + distance : 0;
  }

  /** Sets components that do not descend to 0. */
  @Override
  void direct(double[] product, ValueAndGradient at) {
    for (int i = 0; i < product.length; i++) {
      product[i] = -product[i] * at.steepest()[i] < 0 ? -product[i] : 0;
    }
  }

  /**
   * The first length is judged by the current value without the penalty, as in Breeze: it is too
   * long where all components are 0, else its slope decides.
   */
  @Override
  LineSearch search(ValueAndGradient at, double[] direction, double slope, boolean first) {
    return first
        ? new Backtracking(
            at.penalized(), slope, 0.5 / norm(at.gradient()), SHRINK_FIRST, at.value())
        : new Backtracking(at.penalized(), slope, 1, SHRINK, at.value());
  }

  @Override
  boolean descends(double slope) {
    return true; // direct() leaves nothing else
  }

  @Override
  double[] step(ValueAndGradient at, double[] direction, double length) {
    double[] next = new double[direction.length];
    for (int i = 0; i < next.length; i++) {
      double x = at.x()[i];
      double orthant = x == 0 ? Math.signum(-at.steepest()[i]) : Math.signum(x);
      double stepped = x + length * direction[i];
      next[i] = Math.signum(stepped) == orthant ? stepped : 0;
    }
    return next;
  }

  @Override
  boolean isStep(double length, ValueAndGradient at) {
    return true; // the line search has its own bound
  }
}
