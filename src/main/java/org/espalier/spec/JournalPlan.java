package org.espalier.spec;

import java.time.Duration;

/**
 * Durability of a study's journal.
 *
 * @param lossEvents maximum number of events that a kill may lose; at least 1
 * @param lease silence after which a driver counts as dead; positive
 */
public record JournalPlan(int lossEvents, Duration lease) {

  /** Default: few events to repeat after a kill, and few files where each write is one. */
  public static final JournalPlan USUAL = new JournalPlan(100, Duration.ofMinutes(1));

  public JournalPlan {
    if (lossEvents < 1 || lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException(
          "Journal: %d events, lease %s.".formatted(lossEvents, lease));
    }
  }
}
