package org.espalier.spec;

import java.util.OptionalDouble;

/**
 * Choice of the winner, and the requirements it must meet.
 *
 * @param repeats number of further partitions into folds on which the leading trials are evaluated
 *     again
 * @param improvement required improvement over the baseline, in the metric's own unit
 * @param score required score, in the metric's own direction
 */
public record WinnerPlan(Rule rule, int repeats, OptionalDouble improvement, OptionalDouble score) {

  /** Rule that chooses the winner among the complete trials. */
  public enum Rule {
    /** The best mean over folds. */
    BEST,
    /**
     * The simplest whose mean is within one standard error of the best one's. Breiman, Friedman,
     * Olshen and Stone, Classification and Regression Trees (1984), section 3.4.3.
     */
    ONE_STANDARD_ERROR
  }

  static WinnerPlan of(SettingValues values) {
    return new WinnerPlan(
        values.constant("winner-rule", Rule.class),
        values.whole("winner-repeats"),
        values.number("min-improvement"),
        values.number("required-score"));
  }
}
