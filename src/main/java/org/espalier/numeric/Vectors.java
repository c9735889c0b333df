package org.espalier.numeric;

/** Inner loops of dense linear algebra, in a form that the JIT compiler vectorises. */
final class Vectors {

  private Vectors() {}

  /** Sum of a[i] · b[i] over a stretch; four partial sums, in a fixed order. */
  static double dot(double[] a, int fromA, double[] b, int fromB, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += a[fromA + i] * b[fromB + i];
      s1 += a[fromA + i + 1] * b[fromB + i + 1];
      s2 += a[fromA + i + 2] * b[fromB + i + 2];
      s3 += a[fromA + i + 3] * b[fromB + i + 3];
    }
    for (; i < length; i++) {
      s0 += a[fromA + i] * b[fromB + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** y[i] += factor · x[i] over a stretch. */
  static void add(double factor, double[] x, int fromX, double[] y, int fromY, int length) {
    for (int i = 0; i < length; i++) {
      y[fromY + i] += factor * x[fromX + i];
    }
  }
}
