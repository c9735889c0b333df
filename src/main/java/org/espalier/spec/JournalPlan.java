package org.espalier.spec;

import java.time.Duration;

/**
 * Durability of a study's journal.
 *
 * @param lossEvents maximum number of events that a kill may lose; at least 1
 * @param lossTime maximum age of the oldest of them; positive
 * @param lease silence after which a driver counts as dead; positive
 */
public record JournalPlan(int lossEvents, Duration lossTime, Duration lease) {

  /**
   * Default: few events to repeat after a kill, and few files where each write is one, at most
   * 17,000 a day.
   */
  public static final JournalPlan USUAL =
      new JournalPlan(100, Duration.ofSeconds(5), Duration.ofMinutes(1));

  public JournalPlan {
    if (lossEvents < 1 || !isPositive(lossTime) || !isPositive(lease)) {
      throw new IllegalArgumentException(
          "Journal: %d events, %s, lease %s.".formatted(lossEvents, lossTime, lease));
    }
  }

  private static boolean isPositive(Duration time) {
    return !time.isNegative() && !time.isZero();
  }
}
