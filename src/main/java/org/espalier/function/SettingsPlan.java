package org.espalier.function;

import java.util.Map;
import java.util.OptionalLong;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.spec.BudgetPlan;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.problem.Origins;
import org.espalier.study.Door;

/** Compilation of a function's settings to the plan that those of a job become, too. */
final class SettingsPlan {

  /** Beginning of messages. */
  static final String WHERE = "FunctionTuner";

  private SettingsPlan() {}

  /**
   * @param settings settings that are each valid alone
   */
  static TuningPlan of(FunctionSettings settings) {
    SettingValues values = settings.checked();
    TuningPlan plan =
        TuningPlan.of(
            values,
            settings.seed(),
            settings.whole("folds"),
            settings.startPoints(),
            settings.then(),
            new Origins(WHERE, Map.of(), SettingTable.names(Door.FUNCTION)));
    boolean ofSteps = settings.whole("maxResource") > 1;
    SchedulePlan asked = plan.schedule();
    SchedulePlan schedule =
        new SchedulePlan(
            asked.type(),
            ofSteps ? SchedulePlan.Resource.ITERATIONS : SchedulePlan.Resource.FOLDS,
            ofSteps ? asked.min() : OptionalLong.empty(),
            asked.eta());
    // A unit is a step, or where a ladder has folds alone, a call in full.
    long unit =
        asked.ladderKind() == SchedulerSpec.LadderKind.FOLD_BY_FOLD
            ? settings.whole("maxResource")
            : 1;
    BudgetPlan budget = plan.budget();
    return plan.with(
        schedule,
        budget.units().isEmpty()
            ? budget
            : budget.withUnits(Math.max(1, budget.units().getAsLong() / unit)));
  }
}
