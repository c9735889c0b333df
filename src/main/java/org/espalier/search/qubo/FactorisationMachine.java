package org.espalier.search.qubo;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Factorisation machine of second order over bits (Rendle, ICDM 2010, equation 1).
 *
 * <pre>
 *   y(x) = w0 + Σ_i w_i x_i + Σ_{i&lt;j} ⟨v_i, v_j⟩ x_i x_j
 * </pre>
 *
 * <p>Fitted to least squares with an L2 penalty by Adam (Kingma and Ba, ICLR 2015) on all rows at a
 * time.
 */
public final class FactorisationMachine {

  /** Length of a factor v_i, as in Kitai et al., Physical Review Research 2 (2020) 013319. */
  private static final int RANK = 8;

  // Chosen by benchmark, on problems that are not used to report results.

  private static final int STEPS = 150;
  private static final double STEP = 0.05;
  private static final double PENALTY = 0.01;

  /** Deviation of the factors at first. */
  private static final double FIRST = 0.05;

  // Of Adam, as in the paper.

  private static final double FIRST_MOMENT = 0.9;
  private static final double SECOND_MOMENT = 0.999;
  private static final double TINY = 1e-8;

  private final int bits;
  private final double[] weights; // w0, then w by bit, then v by bit

  private FactorisationMachine(int bits, RandomGenerator random) {
    this.bits = bits;
    this.weights = new double[1 + bits * (1 + RANK)];
    for (int i = 1 + bits; i < weights.length; i++) {
      weights[i] = FIRST * random.nextGaussian();
    }
  }

  /**
   * Fits a machine.
   *
   * @param rows ones of each row, as {@link BitCode#ones} gives them
   * @param values by row; about 1 in size
   * @param random first factors
   */
  public static FactorisationMachine of(
      int bits, List<int[]> rows, double[] values, RandomGenerator random) {
    FactorisationMachine machine = new FactorisationMachine(bits, random);
    double[] first = new double[machine.weights.length];
    double[] second = new double[machine.weights.length];
    double[] gradient = new double[machine.weights.length];
    for (int step = 1; step <= STEPS; step++) {
      machine.gradient(rows, values, gradient);
      double firstScale = 1 - Math.pow(FIRST_MOMENT, step);
      double secondScale = 1 - Math.pow(SECOND_MOMENT, step);
      for (int i = 0; i < gradient.length; i++) {
        first[i] = FIRST_MOMENT * first[i] + (1 - FIRST_MOMENT) * gradient[i];
        second[i] = SECOND_MOMENT * second[i] + (1 - SECOND_MOMENT) * gradient[i] * gradient[i];
        machine.weights[i] -=
            STEP * (first[i] / firstScale) / (Math.sqrt(second[i] / secondScale) + TINY);
      }
    }
    return machine;
  }

  /** Gradient of the mean squared error with its penalty. */
  private void gradient(List<int[]> rows, double[] values, double[] gradient) {
    Arrays.setAll(gradient, i -> i == 0 ? 0 : PENALTY * weights[i]);
    double[] sums = new double[RANK];
    for (int row = 0; row < values.length; row++) {
      int[] ones = rows.get(row);
      double off = (predict(ones, sums) - values[row]) / values.length;
      gradient[0] += off;
      for (int bit : ones) {
        gradient[1 + bit] += off;
        for (int f = 0; f < RANK; f++) {
          int at = factor(bit) + f;
          gradient[at] += off * (sums[f] - weights[at]);
        }
      }
    }
  }

  private int factor(int bit) {
    return 1 + bits + bit * RANK;
  }

  /** Value of a row, by its ones. */
  public double predict(int[] ones) {
    return predict(ones, new double[RANK]);
  }

  /**
   * @param sums receives the sums of the factors of all ones
   */
  private double predict(int[] ones, double[] sums) {
    Arrays.fill(sums, 0);
    double value = weights[0];
    for (int bit : ones) {
      value += weights[1 + bit];
      for (int f = 0; f < RANK; f++) {
        double v = weights[factor(bit) + f];
        sums[f] += v;
        value -= v * v / 2;
      }
    }
    for (double sum : sums) {
      value += sum * sum / 2;
    }
    return value;
  }

  /** w0. */
  double offset() {
    return weights[0];
  }

  /** w of a bit. */
  double linear(int bit) {
    return weights[1 + bit];
  }

  /** Weight of two different bits together. */
  double quadratic(int one, int other) {
    double product = 0;
    for (int f = 0; f < RANK; f++) {
      product += weights[factor(one) + f] * weights[factor(other) + f];
    }
    return product;
  }
}
