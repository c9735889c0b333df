package org.espalier.tune;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of a study besides its number of trials.
 *
 * <p>The limits of trials and planned units end the requests, and all outstanding outcomes are
 * awaited. The other limits stop the study at once, and evaluations under way are dropped: the
 * record is then a prefix of that of the study without the limit. Shortly before a deadline a
 * scheduler may promote trials before their turn; at the deadline the outcomes that have ended by
 * then are reported.
 *
 * @param deadline time by which everything has to be done; empty for none
 * @param reserve time for what comes after the search, which must be done by the deadline too
 * @param units planned units (training rows × folds) of all proposals together
 * @param taskTime measured executor run time of all cells of outcomes reported
 * @param target target score, in the metric's own direction; a trial that reaches it at full
 *     fidelity ends the study
 * @param patience number of consecutive trials without improvement at full fidelity that ends the
 *     study; positive
 * @param maxFailures number of consecutive failed trials, in the order of outcomes, that ends the
 *     study; positive
 */
public record Budget(
    Optional<Instant> deadline,
    FinishReserve reserve,
    OptionalLong units,
    Optional<Duration> taskTime,
    OptionalDouble target,
    OptionalInt patience,
    int maxFailures) {

  /** No limit but three failures in a row. */
  public static final Budget UNLIMITED = new Budget(Optional.empty(), 3);

  public Budget {
    if (maxFailures < 1) {
      throw new IllegalArgumentException(
          "max-failures must be positive, not %d.".formatted(maxFailures));
    }
    if (units.orElse(1) < 1 || patience.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "A budget needs units >= 1 and patience >= 1, not %s and %s.".formatted(units, patience));
    }
    if (!Double.isFinite(target.orElse(0))) {
      throw new IllegalArgumentException("The target must be finite, not %s.".formatted(target));
    }
  }

  /** A deadline without a reserve, and a limit of failures. */
  public Budget(Optional<Instant> deadline, int maxFailures) {
    this(
        deadline,
        FinishReserve.NONE,
        OptionalLong.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        maxFailures);
  }

  /** Copy with a maximum of planned units. */
  public Budget withUnits(long most) {
    return new Budget(
        deadline, reserve, OptionalLong.of(most), taskTime, target, patience, maxFailures);
  }
}
