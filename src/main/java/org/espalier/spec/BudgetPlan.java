package org.espalier.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of a study, besides its number of trials.
 *
 * @param units maximum planned units, training rows × folds, of all requests together
 * @param time wall-clock time from the start to the model
 * @param taskTime executor run time of all cells
 * @param target target score, in the metric's own direction
 * @param patience number of consecutive trials without improvement after which the study ends
 * @param regret limit of the estimated remaining regret
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
   * Limit of the remaining regret: the possible gain over the best score found so far, as a model
   * bounds it.
   *
   * @param limit in units of the metric; empty for the noise of cross-validation
   */
  public record Regret(OptionalDouble limit) {}

  static BudgetPlan of(SettingValues values) {
    Optional<Regret> regret =
        values.is("max-regret", "auto")
            ? Optional.of(new Regret(OptionalDouble.empty()))
            : values.number("max-regret").stream()
                .mapToObj(limit -> new Regret(OptionalDouble.of(limit)))
                .findFirst();
    return new BudgetPlan(
        values.longOrNone("max-units"),
        values.time("timeout"),
        values.time("max-task-time"),
        values.number("target-score"),
        values.intOrNone("patience"),
        regret,
        values.whole("max-failures"));
  }

  public BudgetPlan withMaxFailures(int failures) {
    return new BudgetPlan(units, time, taskTime, target, patience, regret, failures);
  }

  public BudgetPlan withUnits(long limit) {
    return new BudgetPlan(
        OptionalLong.of(limit), time, taskTime, target, patience, regret, maxFailures);
  }

  public BudgetPlan withTime(Duration limit) {
    return new BudgetPlan(
        units, Optional.of(limit), taskTime, target, patience, regret, maxFailures);
  }

  /** True if outcomes may end the study, so that it must not run far ahead of them. */
  public boolean readsOutcomes() {
    return taskTime.isPresent() || target.isPresent() || patience.isPresent() || regret.isPresent();
  }
}
