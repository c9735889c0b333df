package org.espalier.spec;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.evaluate.TimeLimits;
import org.espalier.spec.rows.ColumnRoles;

/** Parts of plans that say nothing but what a test is about. */
public final class UsualPlans {

  private UsualPlans() {}

  /** Without timeouts. */
  public static RunPlan run(int parallelism, int window) {
    return new RunPlan(
        parallelism, window, TimeLimits.NONE, true, TrainingPlan.USUAL, TrackPlan.NONE);
  }

  /** Without limits. */
  public static BudgetPlan budget() {
    return new BudgetPlan(
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        3);
  }

  /** The best trial, without requirements. */
  public static WinnerPlan winner() {
    return new WinnerPlan(WinnerPlan.Rule.BEST, 0, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** Roles without survival data and ratings. */
  public static ColumnRoles roles(
      Optional<String> weight, Optional<String> group, Optional<String> time) {
    return new ColumnRoles(
        weight, group, time, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static ColumnRoles noRoles() {
    return roles(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
