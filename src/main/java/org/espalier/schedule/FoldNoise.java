package org.espalier.schedule;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Estimate of how much the difference between two trials varies from fold to fold, and thus of the
 * error of a mean over the first m of k folds.
 *
 * <p>Each pair of trials has few folds, but there are many pairs: a pair's own variance is shrunk
 * towards that of all pairs so far, which lends it degrees of freedom (the moderated t of Smyth,
 * Statistical Applications in Genetics and Molecular Biology 3 (2004)). The test therefore works
 * from the first fold on. As the population is finite (k folds), the variance of the mean of m is
 * s² (1/m − 1/k), which is 0 once all folds are known.
 */
final class FoldNoise {

  /**
   * The 90 % quantile of the normal distribution: a higher one stops fewer trials wrongly and saves
   * fewer cells.
   */
  private static final double QUANTILE = 1.2815515655446004;

  /** Degrees of freedom lent by the pooled variance: as many as five folds have. */
  private static final int LENT = 4;

  private record TrialNoise(double squares, int degrees) {}

  private final int folds; // k
  private final Map<Integer, TrialNoise> parts = new HashMap<>(); // by trial
  private double squares = 0;
  private int degrees = 0;

  /**
   * @param folds number of folds at full fidelity
   */
  FoldNoise(int folds) {
    this.folds = folds;
  }

  /** Replaces the recorded differences between a trial and the leader by the given ones. */
  void learn(int trial, double[] differences) {
    if (differences.length < 2) {
      return;
    }
    TrialNoise now = new TrialNoise(squares(differences), differences.length - 1);
    TrialNoise before = parts.put(trial, now);
    squares += now.squares() - (before == null ? 0 : before.squares());
    degrees += now.degrees() - (before == null ? 0 : before.degrees());
  }

  /** True if there are enough differences for an estimate. */
  boolean isKnown() {
    return degrees > 0;
  }

  /**
   * Bound on the mean of the differences that chance explains; empty if there are too few of them.
   */
  OptionalDouble margin(double[] differences) {
    if (degrees == 0) {
      return OptionalDouble.empty();
    }
    int own = differences.length - 1;
    double all = Math.max(0, squares) / degrees;
    double variance = (LENT * all + squares(differences)) / (LENT + own);
    double left = 1.0 / differences.length - 1.0 / folds;
    return OptionalDouble.of(quantile(LENT + own) * Math.sqrt(variance * left));
  }

  private static double squares(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
  }

  /**
   * The 90 % quantile of Student's t (Abramowitz and Stegun, 26.7.5): within 0.2 % from 4 degrees
   * of freedom on.
   */
  static double quantile(int degrees) {
    double z = QUANTILE;
    double z3 = z * z * z;
    double z5 = z3 * z * z;
    double z7 = z5 * z * z;
    double n = degrees;
    return z
        + (z3 + z) / (4 * n)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
  }
}
