package org.espalier.spec.rows;

import java.util.Optional;

/**
 * Held-out rows, which no model sees before the end. At most one of the three components is set.
 *
 * @param fraction share of the rows, in [0, 1); 0 for none
 * @param source a second table with the same columns
 * @param after rows from this time on
 */
public record HeldOutPlan(double fraction, Optional<String> source, Optional<String> after) {

  public HeldOutPlan {
    int ways = (fraction > 0 ? 1 : 0) + (source.isPresent() ? 1 : 0) + (after.isPresent() ? 1 : 0);
    if (!(fraction >= 0 && fraction < 1) || ways > 1) {
      throw new IllegalArgumentException(
          "Held out: fraction %s, source %s, after %s.".formatted(fraction, source, after));
    }
  }

  /** A share of the rows; 0 for none. */
  public static HeldOutPlan of(double fraction) {
    return new HeldOutPlan(fraction, Optional.empty(), Optional.empty());
  }
}
