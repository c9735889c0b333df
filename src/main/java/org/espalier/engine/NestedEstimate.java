package org.espalier.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.espalier.journal.NestedScores;
import org.espalier.study.Interval;
import org.espalier.study.StandardError;

/**
 * Estimate of a search's score on new rows from the scores of outer folds: their mean, with
 * Student's interval.
 *
 * <p>Any two outer folds share training rows, so that their scores are not independent: the
 * variance of the mean is {@code s² (1/k + n₂/n₁)} for k scores of the variance s², where n₂ rows
 * are scored and n₁ are trained on (Nadeau and Bengio, Inference for the generalization error,
 * Machine Learning 52, 2003, equation 9). Without the second term it is too small by more than
 * half.
 */
public final class NestedEstimate {

  /** Probability below the upper end of a 95 % interval. */
  private static final double UPPER = 0.975;

  private NestedEstimate() {}

  /**
   * Scores with their estimate.
   *
   * @param planned number of outer folds, at least 2
   * @param folds those that have ended
   * @param leftOut reason why the others were left out, in words; empty if none was, or not yet
   */
  public static NestedScores of(int planned, List<NestedScores.Fold> folds, String leftOut) {
    NestedScores plain = new NestedScores(planned, Optional.empty(), folds, leftOut);
    double[] scores = plain.scores().stream().mapToDouble(Double::doubleValue).toArray();
    return scores.length == 0
        ? plain
        : new NestedScores(planned, Optional.of(estimate(scores, planned)), folds, leftOut);
  }

  private static NestedScores.Estimate estimate(double[] scores, int planned) {
    double mean = Arrays.stream(scores).sum() / scores.length;
    OptionalDouble plain = StandardError.of(scores);
    if (plain.isEmpty()) {
      return new NestedScores.Estimate(mean, plain, Optional.empty());
    }
    double shared = 1.0 / (planned - 1); // rows that are scored, for each that is trained on
    double error = plain.getAsDouble() * Math.sqrt(1 + scores.length * shared);
    double half = error * new TDistribution(scores.length - 1).inverseCumulativeProbability(UPPER);
    return new NestedScores.Estimate(
        mean, OptionalDouble.of(error), Optional.of(new Interval(mean - half, mean + half)));
  }
}
