package org.espalier.tune;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Budgets with one limit more. */
final class Budgets {

  private Budgets() {}

  static Budget reserving(Budget budget, FinishReserve kept) {
    return new Budget(
        budget.deadline(),
        kept,
        budget.units(),
        budget.taskTime(),
        budget.target(),
        budget.patience(),
        budget.maxFailures());
  }

  static Budget ofTaskTime(Duration most) {
    Budget none = Budget.UNLIMITED;
    return new Budget(
        none.deadline(),
        none.reserve(),
        none.units(),
        Optional.of(most),
        none.target(),
        none.patience(),
        none.maxFailures());
  }

  static Budget withTarget(Budget budget, double score) {
    return new Budget(
        budget.deadline(),
        budget.reserve(),
        budget.units(),
        budget.taskTime(),
        OptionalDouble.of(score),
        budget.patience(),
        budget.maxFailures());
  }

  static Budget withPatience(Budget budget, int trials) {
    return new Budget(
        budget.deadline(),
        budget.reserve(),
        budget.units(),
        budget.taskTime(),
        budget.target(),
        OptionalInt.of(trials),
        budget.maxFailures());
  }
}
