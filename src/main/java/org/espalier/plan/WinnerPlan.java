package org.espalier.plan;

import java.util.OptionalDouble;

/**
 * Who wins, and what the winner must reach.
 *
 * @param repeats on how many more cuts into folds the leading trials are evaluated again
 * @param improvement over the baseline that is asked for, in the metric's own unit
 * @param score that is asked for, in the metric's own direction
 */
public record WinnerPlan(Rule rule, int repeats, OptionalDouble improvement, OptionalDouble score) {

  /** How the winner is chosen among those that are complete. */
  public enum Rule {
    /** The best mean over folds. */
    BEST,
    /**
     * The simplest whose mean is within one standard error of the best one's. Breiman, Friedman,
     * Olshen and Stone, Classification and Regression Trees (1984), section 3.4.3.
     */
    ONE_STANDARD_ERROR
  }

  /** The best, whatever it reaches. */
  public static WinnerPlan usual() {
    return new WinnerPlan(Rule.BEST, 0, OptionalDouble.empty(), OptionalDouble.empty());
  }
}
