package org.espalier.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The limits of the whole study, beyond its number of trials.
 *
 * @param units planned units, training rows × folds, of all that is asked for
 * @param time wall-clock time from the start to the model
 * @param taskTime executor run time of all cells
 * @param target a score in the metric's own direction that is good enough
 * @param patience trials without a better one that are enough
 * @param regret when a model expects nothing more to be gained
 * @param maxFailures failed trials in a row that end the study
 */
public record BudgetPlan(
    OptionalLong units,
    Optional<Duration> time,
    Optional<Duration> taskTime,
    OptionalDouble target,
    OptionalInt patience,
    Optional<Regret> regret,
    int maxFailures) {

  /**
   * By how much the best of the space may still be better than what was found.
   *
   * @param limit in units of the metric; empty for the noise of cross-validation
   */
  public record Regret(OptionalDouble limit) {}

  /** Time and failures alone. */
  public BudgetPlan(Optional<Duration> time, int maxFailures) {
    this(
        OptionalLong.empty(),
        time,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        maxFailures);
  }

  /** Whether outcomes may end the study, so that it must not run far ahead of them. */
  public boolean readsOutcomes() {
    return taskTime.isPresent() || target.isPresent() || patience.isPresent() || regret.isPresent();
  }
}
