package org.espalier.train.linear;

/** The innermost loops, over candidates side by side, in the form that becomes vector code. */
final class Lanes {

  private Lanes() {}

  /** y[k] += factor · x[k] over a stretch. */
  static void add(double factor, double[] x, int fromX, double[] y, int fromY, int length) {
    for (int k = 0; k < length; k++) {
      y[fromY + k] += factor * x[fromX + k];
    }
  }

  /** Four additions in turn: the same sums, read and written once. */
  static void add4(
      double f0,
      double f1,
      double f2,
      double f3,
      double[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      int length,
      double[] y,
      int fromY) {
    for (int k = 0; k < length; k++) {
      y[fromY + k] =
          y[fromY + k] + f0 * x[x0 + k] + f1 * x[x1 + k] + f2 * x[x2 + k] + f3 * x[x3 + k];
    }
  }
}
