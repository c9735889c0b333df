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
 * @param maxFailures failed trials in a row that end the study
 */
public record BudgetPlan(
    OptionalLong units,
    Optional<Duration> time,
    Optional<Duration> taskTime,
    OptionalDouble target,
    OptionalInt patience,
    int maxFailures) {

  static BudgetPlan of(SettingValues values) {
    return new BudgetPlan(
        values.longOrNone("max-units"),
        values.time("timeout"),
        values.time("max-task-time"),
        values.number("target-score"),
        values.intOrNone("patience"),
        values.whole("max-failures"));
  }

  public BudgetPlan withMaxFailures(int failures) {
    return new BudgetPlan(units, time, taskTime, target, patience, failures);
  }

  public BudgetPlan withUnits(long limit) {
    return new BudgetPlan(OptionalLong.of(limit), time, taskTime, target, patience, maxFailures);
  }

  public BudgetPlan withTime(Duration limit) {
    return new BudgetPlan(units, Optional.of(limit), taskTime, target, patience, maxFailures);
  }

  /** True if outcomes may end the study, so that requests must not run far ahead of them. */
  public boolean readsOutcomes() {
    return taskTime.isPresent() || target.isPresent() || patience.isPresent();
  }
}
