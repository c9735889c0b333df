package org.espalier.numeric;

import java.util.Optional;

/**
 * Cholesky factor U of a symmetric positive definite matrix A = UᵀU, U upper triangular.
 *
 * <p>U is kept by rows, so that the inner loops of factorisation and forward substitution run along
 * a row of U.
 */
public final class Cholesky {

  /**
   * Jitter added to the diagonal of a matrix that rounding left indefinite, relative to its largest
   * entry: first this value, then ten times as much, and so on.
   */
  private static final double FIRST_JITTER = 1e-10;

  private static final int JITTERS = 9;

  private final int size;
  private final double[] upper;

  private Cholesky(int size, double[] upper) {
    this.size = size;
    this.upper = upper;
  }

  /**
   * The factor of a matrix.
   *
   * @param matrix size × size, by rows; only the upper triangle is read
   * @return empty if the matrix is not positive definite in double precision
   */
  public static Optional<Cholesky> of(double[] matrix, int size) {
    Cholesky factor = new Cholesky(size, new double[size * size]);
    for (int k = 0; k < size; k++) {
      if (!factor.appendRow(matrix, k, 0)) {
        return Optional.empty();
      }
    }
    return Optional.of(factor);
  }

  /** Computes row k of the factor from the rows above it; false if its pivot is not valid. */
  private boolean appendRow(double[] matrix, int k, double least) {
    int row = k * size;
    System.arraycopy(matrix, row + k, upper, row + k, size - k);
    for (int p = 0; p < k; p++) {
      int above = p * size;
      Vectors.add(-upper[above + k], upper, above + k, upper, row + k, size - k);
    }
    double pivot = upper[row + k];
    // Negated, so that NaN fails too.
    if (!(pivot > 0 && pivot >= least * matrix[row + k]) || Double.isInfinite(pivot)) {
      return false;
    }
    double root = Math.sqrt(pivot);
    upper[row + k] = root;
    for (int j = k + 1; j < size; j++) {
      upper[row + j] /= root;
    }
    return true;
  }

  /**
   * The factor of a matrix of any size, by an interruptible factorisation.
   *
   * @param matrix size × size, by rows; only the upper triangle is read
   * @param least share of its diagonal entry that a pivot must reach; less counts as rounding error
   * @return empty if a pivot is less, so that the matrix is singular in this precision
   * @throws InterruptedException if the thread is interrupted, noticed at each row
   */
  public static Optional<Cholesky> interruptibly(double[] matrix, int size, double least)
      throws InterruptedException {
    Cholesky factor = new Cholesky(size, new double[size * size]);
    for (int k = 0; k < size; k++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("Interrupted at row " + k + " of a factor.");
      }
      if (!factor.appendRow(matrix, k, least)) {
        return Optional.empty();
      }
    }
    return Optional.of(factor);
  }

  /**
   * The factor of a matrix that is positive definite except for rounding: with the least jitter on
   * the diagonal that suffices.
   *
   * @throws IllegalArgumentException if a tenth of the largest diagonal entry is not enough
   */
  public static Cholesky withJitter(double[] matrix, int size) {
    Optional<Cholesky> exact = of(matrix, size);
    double largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, Math.abs(matrix[i * size + i]));
    }
    double jitter = FIRST_JITTER * largest;
    double[] shifted = matrix.clone();
    for (int attempt = 0; exact.isEmpty() && attempt < JITTERS; attempt++) {
      for (int i = 0; i < size; i++) {
        shifted[i * size + i] = matrix[i * size + i] + jitter;
      }
      exact = of(shifted, size);
      jitter *= 10;
    }
    return exact.orElseThrow(
        () ->
            new IllegalArgumentException(
                "A matrix of %d rows is far from positive definite.".formatted(size)));
  }

  /** log det A. */
  public double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.log(upper[i * size + i]);
    }
    return 2 * sum;
  }

  /** Overwrites b with the solution x of A x = b. */
  public void solve(double[] b) {
    forward(b, 1);
    backward(b);
  }

  /**
   * Overwrites B with the solution X of Uᵀ X = B.
   *
   * @param b size × columns, by rows
   */
  public void forward(double[] b, int columns) {
    for (int i = 0; i < size; i++) {
      int row = i * columns;
      double pivot = upper[i * size + i];
      for (int c = 0; c < columns; c++) {
        b[row + c] /= pivot;
      }
      if (columns == 1) {
        Vectors.add(-b[i], upper, i * size + i + 1, b, i + 1, size - i - 1);
        continue;
      }
      for (int k = i + 1; k < size; k++) {
        Vectors.add(-upper[i * size + k], b, row, b, k * columns, columns);
      }
    }
  }

  /** Overwrites b with the solution x of U x = b. */
  public void backward(double[] b) {
    for (int i = size - 1; i >= 0; i--) {
      int row = i * size;
      double rest = b[i] - Vectors.dot(upper, row + i + 1, b, i + 1, size - i - 1);
      b[i] = rest / upper[row + i];
    }
  }

  /** The inverse of A, size × size, both triangles filled. */
  public double[] inverse() {
    double[] v = inverseOfFactor();
    double[] inverse = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        double sum = Vectors.dot(v, i * size + j, v, j * size + j, size - j);
        inverse[i * size + j] = sum;
        inverse[j * size + i] = sum;
      }
    }
    return inverse;
  }

  /** The inverse of U, upper triangular too: from the last row up, each from the rows below it. */
  private double[] inverseOfFactor() {
    double[] v = new double[size * size];
    for (int i = size - 1; i >= 0; i--) {
      int row = i * size;
      v[row + i] = 1;
      for (int k = i + 1; k < size; k++) {
        Vectors.add(-upper[row + k], v, k * size + k, v, row + k, size - k);
      }
      double pivot = upper[row + i];
      for (int j = i; j < size; j++) {
        v[row + j] /= pivot;
      }
    }
    return v;
  }
}
