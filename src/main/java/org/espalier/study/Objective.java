package org.espalier.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** Metric with its direction; converts a score to a loss and back. */
public record Objective(String metric, Direction direction) {

  /**
   * Significant digits of the loss that samplers and schedulers see. Sums over partitions differ in
   * their last digits from run to run; decisions must not.
   */
  public static final int TOLD_DIGITS = 10;

  /**
   * The loss of a score: rounded, and smaller is better.
   *
   * @throws IllegalArgumentException if the score is NaN or infinite
   */
  public double loss(double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("%s is %s.".formatted(metric, score));
    }
    double rounded =
        BigDecimal.valueOf(score).round(new MathContext(TOLD_DIGITS)).doubleValue() + 0.0;
    double finite = Double.isFinite(rounded) ? rounded : score; // rounded up beyond the largest
    return direction == Direction.MAXIMIZE ? 0.0 - finite : finite;
  }

  /**
   * Mean improvement over other scores on the folds that both have, rounded; 0 if there are none.
   */
  public double improvement(Map<Integer, Double> scores, Map<Integer, Double> over) {
    return scores.entrySet().stream()
        .filter(own -> over.containsKey(own.getKey()))
        .mapToDouble(
            own -> loss(over.getOrDefault(own.getKey(), Double.NaN)) - loss(own.getValue()))
        .average()
        .orElse(0);
  }

  /**
   * Difference by which one score is better than another, in the metric's own unit; negative if it
   * is worse.
   */
  public double improvement(double score, double over) {
    return direction == Direction.MAXIMIZE ? score - over : over - score;
  }
}
