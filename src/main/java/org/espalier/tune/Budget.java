package org.espalier.tune;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The limits of a study beyond its number of trials.
 *
 * <p>Trials and planned units limit what is asked for; all that was asked for is told. The others
 * stop the study where it stands, and what is under way is dropped: what was recorded is a prefix
 * of the study without that limit.
 *
 * @param deadline when everything has to be done; empty for never
 * @param reserve what comes after the search and must be done by the deadline too
 * @param units planned units (training rows × folds) of all proposals together
 * @param taskTime executor run time, as measured, of all cells told
 * @param target a score in the metric's own direction; a trial in full that is as good ends the
 *     study
 * @param patience so many trials told without a better one in full end the study; positive
 * @param regret when a model expects nothing more to be gained
 * @param maxFailures failed trials in a row, in told order, that end the study; positive
 */
public record Budget(
    Optional<Instant> deadline,
    Reserve reserve,
    OptionalLong units,
    Optional<Duration> taskTime,
    OptionalDouble target,
    OptionalInt patience,
    Optional<RegretRule> regret,
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

  /**
   * Limits of a study after which so many fits come, of which nothing is known yet.
   *
   * @param refits fits on all rows that must be done by the deadline too
   */
  public Budget(
      Optional<Instant> deadline,
      int refits,
      OptionalLong units,
      Optional<Duration> taskTime,
      OptionalDouble target,
      OptionalInt patience,
      Optional<RegretRule> regret,
      int maxFailures) {
    this(deadline, Reserve.of(refits), units, taskTime, target, patience, regret, maxFailures);
  }

  /** A deadline without a reserve, and a limit of failures. */
  public Budget(Optional<Instant> deadline, int maxFailures) {
    this(
        deadline,
        Reserve.NONE,
        OptionalLong.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        maxFailures);
  }

  /** This with so many fits in full to be done by the deadline. */
  public Budget reserving(int fits) {
    return reserving(Reserve.of(fits));
  }

  /** This with what is to be done by the deadline, too. */
  public Budget reserving(Reserve kept) {
    return new Budget(deadline, kept, units, taskTime, target, patience, regret, maxFailures);
  }

  /** This with at most so many planned units. */
  public Budget withUnits(long most) {
    return new Budget(
        deadline, reserve, OptionalLong.of(most), taskTime, target, patience, regret, maxFailures);
  }

  /** This with at most so much task time, as far as it is known before the next outcome. */
  public Budget withTaskTime(Duration most) {
    return new Budget(
        deadline, reserve, units, Optional.of(most), target, patience, regret, maxFailures);
  }

  /** This with a score that is good enough. */
  public Budget withTarget(double score) {
    return new Budget(
        deadline,
        reserve,
        units,
        taskTime,
        OptionalDouble.of(score),
        patience,
        regret,
        maxFailures);
  }

  /** This with so many trials without a better one. */
  public Budget withPatience(int trials) {
    return new Budget(
        deadline, reserve, units, taskTime, target, OptionalInt.of(trials), regret, maxFailures);
  }

  /** This with a rule that ends the study when a model expects nothing more to be gained. */
  public Budget withRegret(RegretRule rule) {
    return new Budget(
        deadline, reserve, units, taskTime, target, patience, Optional.of(rule), maxFailures);
  }
}
