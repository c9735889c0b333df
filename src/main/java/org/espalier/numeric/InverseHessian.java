package org.espalier.numeric;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

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
}
