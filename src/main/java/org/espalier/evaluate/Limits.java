package org.espalier.evaluate;

import java.time.Duration;
import java.util.Optional;

/**
 * How long cells may take. What is cut by them depends on the cluster's speed.
 *
 * @param cell of one cell; empty for no limit
 * @param trial of all cells of a trial together; empty for no limit
 * @param patience after which a thread is given up that is to end and does not
 */
public record Limits(Optional<Duration> cell, Optional<Duration> trial, Duration patience) {

  /** Long enough for a job to be cancelled on a busy cluster. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

  private static final String LATE = " timed out after ";

  public Limits {
    if (cell.filter(limit -> !isPositive(limit)).isPresent()
        || trial.filter(limit -> !isPositive(limit)).isPresent()
        || !isPositive(patience)) {
      throw new IllegalArgumentException(
          "Limits must be positive, not %s, %s and %s.".formatted(cell, trial, patience));
    }
  }

  public Limits(Optional<Duration> cell, Optional<Duration> trial) {
    this(cell, trial, PATIENCE);
  }

  private static boolean isPositive(Duration limit) {
    return !limit.isZero() && !limit.isNegative();
  }

  static String late(String what, Duration limit) {
    return what + LATE + limit.toMillis() / 1000.0 + " s";
  }

  /** Whether a reason of a failed cell tells of a limit. */
  public static boolean isLate(String reason) {
    return reason.contains(LATE);
  }
}
