package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CholeskyTest {

  /** B Bᵀ + I of random entries: positive definite. */
  private static double[] matrix(int size, long seed) {
    double[] b = new Random(seed).doubles((long) size * size).map(x -> x - 0.5).toArray();
    double[] matrix = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < size; k++) {
          matrix[i * size + j] += b[i * size + k] * b[j * size + k];
        }
        matrix[i * size + j] += i == j ? 1 : 0;
      }
    }
    return matrix;
  }

  private static double[] times(double[] matrix, double[] x) {
    double[] product = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        product[i] += matrix[i * x.length + j] * x[j];
      }
    }
    return product;
  }

  @Test
  void solves_what_it_was_made_of() {
    for (int size : new int[] {1, 2, 3, 7, 50}) {
      double[] matrix = matrix(size, size);
      double[] expected = new Random(9).doubles(size).toArray();
      double[] x = times(matrix, expected);
      Cholesky.of(matrix, size).orElseThrow().solve(x);
      assertThat(x).containsExactly(expected, within(1e-11));
    }
  }

  @Test
  void the_inverse_times_the_matrix_is_one() {
    int size = 20;
    double[] matrix = matrix(size, 4);
    double[] inverse = Cholesky.of(matrix, size).orElseThrow().inverse();
    for (int i = 0; i < size; i++) {
      double[] unit = new double[size];
      unit[i] = 1;
      assertThat(times(inverse, times(matrix, unit))).containsExactly(unit, within(1e-12));
    }
  }

  @Test
  void the_determinant_of_a_known_matrix() {
    double[] matrix = {4, 2, 2, 10}; // 40 - 4
    assertThat(Cholesky.of(matrix, 2).orElseThrow().logDeterminant())
        .isCloseTo(Math.log(36), within(1e-14));
  }

  @Test
  void columns_are_solved_as_one_by_one() {
    int size = 11;
    int columns = 5;
    Cholesky factor = Cholesky.of(matrix(size, 2), size).orElseThrow();
    double[] together = new Random(3).doubles((long) size * columns).toArray();
    double[][] single = new double[columns][size];
    for (int i = 0; i < size; i++) {
      for (int c = 0; c < columns; c++) {
        single[c][i] = together[i * columns + c];
      }
    }
    factor.forward(together, columns);
    for (int c = 0; c < columns; c++) {
      factor.forward(single[c], 1);
      for (int i = 0; i < size; i++) {
        assertThat(together[i * columns + c]).isCloseTo(single[c][i], within(1e-13));
      }
    }
  }

  @Test
  void an_indefinite_matrix_has_no_factor() {
    assertThat(Cholesky.of(new double[] {1, 2, 2, 1}, 2)).isEmpty();
    assertThat(Cholesky.of(new double[] {Double.NaN}, 1)).isEmpty();
  }

  @Test
  void a_singular_matrix_takes_the_least_jitter_that_helps() {
    Cholesky factor = Cholesky.withJitter(new double[] {1, 1, 1, 1}, 2);
    assertThat(factor.logDeterminant()).isCloseTo(Math.log(2e-10), within(1e-5));
    assertThatThrownBy(() -> Cholesky.withJitter(new double[] {1, 2, 2, 1}, 2))
        .hasMessage("A matrix of 2 rows is far from positive definite.");
  }

  @Test
  void a_pivot_that_rounding_left_is_no_pivot() throws InterruptedException {
    double[] rounded = {1, 1, 1, 1 + 2e-16};
    assertThat(Cholesky.of(rounded, 2)).isPresent();
    assertThat(Cholesky.interruptibly(rounded, 2, 1e-15)).isEmpty();
    double[] matrix = matrix(7, 3);
    double[] one = matrix(1, 1);
    double[] x = {1, 2, 3, 4, 5, 6, 7};
    double[] y = x.clone();
    Cholesky.of(matrix, 7).orElseThrow().solve(x);
    Cholesky.interruptibly(matrix, 7, 1e-15).orElseThrow().solve(y);
    assertThat(y).isEqualTo(x);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Cholesky.interruptibly(one, 1, 0))
        .isInstanceOf(InterruptedException.class);
  }
}
