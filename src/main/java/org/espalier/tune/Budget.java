package org.espalier.tune;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The limits of a study beyond its number of trials.
 *
 * @param deadline when to stop asking and to drop what is under way; empty for never
 * @param maxFailures failed trials in a row, in told order, that end the study; positive
 */
public record Budget(Optional<Instant> deadline, int maxFailures) {

  /** No deadline, and three failures in a row. */
  public static final Budget UNLIMITED = new Budget(Optional.empty(), 3);

  /** How often a wait looks up, however far the deadline. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  public Budget {
    if (maxFailures < 1) {
      throw new IllegalArgumentException(
          "max-failures must be positive, not %d.".formatted(maxFailures));
    }
  }

  Duration left(InstantSource clock) {
    Duration left = deadline.map(end -> Duration.between(clock.instant(), end)).orElse(PATIENCE);
    return left.compareTo(PATIENCE) > 0 ? PATIENCE : left;
  }

  boolean spent(InstantSource clock) {
    return deadline.isPresent() && (left(clock).isZero() || left(clock).isNegative());
  }
}
