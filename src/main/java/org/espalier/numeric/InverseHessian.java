package org.espalier.numeric;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The inverse of a Hessian as limited-memory BFGS knows it: the last steps, and how much each of
 * them changed the gradient. Two-loop recursion: Nocedal, Math. Comp. 35 (1980) 773.
 */
final class InverseHessian {

  /** A step, how much it changed the gradient, and the product of both. */
  private static final class Correction {

    private final double[] step;
    private final double[] change;
    private final double curvature;

    private Correction(double[] step, double[] change) {
      this.step = step;
      this.change = change;
      this.curvature = QuasiNewton.dot(step, change);
    }
  }

  private final int memory;
  private final Deque<Correction> corrections = new ArrayDeque<>();

  /**
   * @param memory corrections kept, the latest ones
   */
  InverseHessian(int memory) {
    this.memory = memory;
  }

  /** Adds a correction, and takes ownership of both arrays. */
  void add(double[] step, double[] change) {
    corrections.addLast(new Correction(step, change));
    if (corrections.size() > memory) {
      corrections.removeFirst();
    }
  }

  boolean isEmpty() {
    return corrections.isEmpty();
  }

  void clear() {
    corrections.clear();
  }

  /**
   * Multiplies a vector in place; without a correction the matrix is the identity.
   *
   * @return false if the product is not defined, because the latest curvature is negative or
   *     something is not a number; the vector is lost then
   */
  boolean multiply(double[] x) {
    if (corrections.isEmpty()) {
      return true;
    }
    Correction last = corrections.getLast();
    if (!(last.curvature >= 0)) { // negated, so that NaN fails too
      return false;
    }
    double[] weights = new double[corrections.size()];
    int k = weights.length;
    for (Iterator<Correction> it = corrections.descendingIterator(); it.hasNext(); ) {
      Correction c = it.next();
      double weight = QuasiNewton.dot(c.step, x) / c.curvature;
      if (Double.isNaN(weight)) {
        return false;
      }
      weights[--k] = weight;
      Vectors.add(-weight, c.change, 0, x, 0, x.length);
    }
    double scale = last.curvature / QuasiNewton.dot(last.change, last.change);
    for (int i = 0; i < x.length; i++) {
      x[i] *= scale;
    }
    for (Correction c : corrections) {
      double weight = weights[k++] - QuasiNewton.dot(c.change, x) / c.curvature;
      Vectors.add(weight, c.step, 0, x, 0, x.length);
    }
    return true;
  }

  /**
   * The product of a vector, the Hessian, and the vector again, by the updates of the Hessian
   * itself: Nocedal and Wright, Numerical Optimization, equation 7.24.
   */
  double curvature(double[] x) {
    if (corrections.isEmpty()) {
      return QuasiNewton.dot(x, x);
    }
    Correction last = corrections.getLast();
    double scale = QuasiNewton.dot(last.change, last.change) / last.curvature;
    List<Correction> before = new ArrayList<>();
    List<double[]> products = new ArrayList<>(); // of the Hessian so far and each step
    double curvature = scale * QuasiNewton.dot(x, x);
    for (Correction c : corrections) {
      double[] product = new double[x.length];
      Vectors.add(scale, c.step, 0, product, 0, x.length);
      for (int i = 0; i < before.size(); i++) {
        Correction b = before.get(i);
        double[] a = products.get(i);
        Vectors.add(
            QuasiNewton.dot(b.change, c.step) / b.curvature, b.change, 0, product, 0, x.length);
        Vectors.add(
            -QuasiNewton.dot(a, c.step) / QuasiNewton.dot(a, b.step), a, 0, product, 0, x.length);
      }
      double along = QuasiNewton.dot(c.change, x);
      double across = QuasiNewton.dot(product, x);
      curvature += along * along / c.curvature - across * across / QuasiNewton.dot(product, c.step);
      before.add(c);
      products.add(product);
    }
    return curvature;
  }
}
