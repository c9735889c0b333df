package org.espalier.evaluate;

import java.time.Duration;
import java.util.Optional;

/**
 * Time limit of a cell. Which trials it ends depends on the cluster's speed.
 *
 * @param cell limit of one cell; empty for none
 * @param patience time after which a thread that does not end when asked to is abandoned
 */
public record TimeLimits(Optional<Duration> cell, Duration patience) {

  /** Long enough for a job to be cancelled on a busy cluster. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public static final TimeLimits NONE = new TimeLimits(Optional.empty());

  private static final String LATE = " timed out after ";

  public TimeLimits {
    if (cell.filter(limit -> !isPositive(limit)).isPresent() || !isPositive(patience)) {
      throw new IllegalArgumentException(
          "Limits must be positive, not %s and %s.".formatted(cell, patience));
    }
  }

  public TimeLimits(Optional<Duration> cell) {
    this(cell, PATIENCE);
  }

  private static boolean isPositive(Duration limit) {
    return !limit.isZero() && !limit.isNegative();
  }

  static String late(Duration limit) {
    return "it" + LATE + limit.toMillis() / 1000.0 + " s";
  }

  /** True if the reason of a failed cell is a time limit. */
  public static boolean isLate(String reason) {
    return reason.contains(LATE);
  }
}
