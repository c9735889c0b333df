package org.espalier.tune;

import java.time.Duration;
import org.espalier.study.RungLadder;

/**
 * Time that is kept for what comes after a search.
 *
 * @param refits fits on all rows, each of which takes as long as the {@link LongestFit}
 * @param fit how long a fit takes, as far as that is known before the first is told
 * @param rest all else, such as saving the model
 */
public record Reserve(int refits, Duration fit, Duration rest) {

  /** Nothing comes after the search. */
  public static final Reserve NONE = of(0);

  public Reserve {
    if (refits < 0 || fit.isNegative() || rest.isNegative()) {
      throw new IllegalArgumentException(
          "A reserve needs refits >= 0 and times that are not negative, not %d, %s and %s."
              .formatted(refits, fit, rest));
    }
  }

  /** So many fits, of which nothing is known yet. */
  public static Reserve of(int refits) {
    return new Reserve(refits, Duration.ZERO, Duration.ZERO);
  }

  /**
   * How long it all takes, by the longest fit of a cell: fits after the search learn from all rows,
   * not from those of all folds but one.
   *
   * @param alone whether only the first trial can win, which is compared with no other
   */
  Duration after(double longestFitSeconds, RungLadder ladder, boolean alone) {
    int folds = ladder.rung(ladder.top()).folds();
    double longer = folds > 1 ? folds / (folds - 1.0) : 1;
    return length(Duration.ofMillis((long) Math.ceil(longestFitSeconds * longer * 1000)), alone);
  }

  /**
   * How long it all takes.
   *
   * @param longest fit on all rows that was seen
   * @param alone whether only the first trial can win, which is compared with no other
   */
  private Duration length(Duration longest, boolean alone) {
    Duration each = longest.isZero() ? fit : longest;
    return each.multipliedBy(alone ? Math.min(1, refits) : refits).plus(rest);
  }
}
