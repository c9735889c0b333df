package org.espalier.plan;

import java.time.Duration;

/**
 * How a study is recorded.
 *
 * @param lossEvents events that a kill may lose at most; at least 1
 * @param lossTime how old the oldest of them may be; positive
 * @param lease silence after which a driver counts as dead; positive
 */
public record JournalPlan(int lossEvents, Duration lossTime, Duration lease) {

  /**
   * Few enough events to do again, in few enough files where each write is one: at most 17,000 a
   * day.
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
