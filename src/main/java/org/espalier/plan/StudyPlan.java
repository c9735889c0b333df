package org.espalier.plan;

import java.util.List;
import java.util.Optional;

/**
 * A study as asked for: everything the loop, the data and the output need to know, each value
 * within its range.
 *
 * @param name names the output folder
 * @param metric empty to take the usual one of the task
 */
public record StudyPlan(
    String name,
    long seed,
    DataPlan data,
    List<LearnerPlan> learners,
    Optional<Metric> metric,
    FoldsPlan folds,
    SearchPlan search,
    SchedulePlan schedule,
    BudgetPlan budget,
    RunPlan run,
    OutputPlan output,
    Origins origins) {

  public StudyPlan {
    learners = List.copyOf(learners);
  }
}
