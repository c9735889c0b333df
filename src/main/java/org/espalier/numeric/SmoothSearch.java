package org.espalier.numeric;

/** The search without a penalty. */
final class SmoothSearch extends QuasiNewton {

  /** Length of a step, times the norm of the gradient, below which it is no step. */
  private static final double NO_STEP = 1e-10;

  SmoothSearch(double[] start, int maxIterations, double tolerance) {
    super(start, maxIterations, tolerance);
  }

  @Override
  ValueAndGradient penalized(double[] x, double value, double[] gradient) {
    return new ValueAndGradient(x, value, gradient, value, gradient);
  }

  @Override
  void direct(double[] product, ValueAndGradient at) {
    for (int i = 0; i < product.length; i++) {
      product[i] = -product[i];
    }
  }

  @Override
  LineSearch search(ValueAndGradient at, double[] direction, double slope, boolean first) {
    return new StrongWolfe(at.value(), slope, first ? 1 / norm(direction) : 1);
  }

  @Override
  boolean descends(double slope) {
    return !(slope > 0); // as Breeze: a slope that is not a number shows in the search
  }

  @Override
  double[] step(ValueAndGradient at, double[] direction, double length) {
    double[] next = new double[direction.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = at.x()[i] + length * direction[i];
    }
    return next;
  }

  @Override
  boolean isStep(double length, ValueAndGradient at) {
    return length * norm(at.gradient()) >= NO_STEP;
  }
}
