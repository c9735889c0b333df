package org.espalier.spark.placement;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;

/**
 * Lack of memory that is an error, and no reason for ordinary fits: where tasks are requested, for
 * a border that is given or was recorded, and for a fit that is one task anyway.
 *
 * @param origins of the settings
 */
record MemoryShortage(TrainingPlan plan, PlacementPolicy rule, Origins origins) {

  private static final String TRAINING = "run.training";

  private static final String MEMORY = "run.task-memory";

  static MemoryShortage of(TrainingPlan plan, TaskHeap heap, Origins origins) {
    return new MemoryShortage(plan, PlacementPolicy.of(plan, heap), origins);
  }

  /**
   * Shortage for training inside tasks, as far as known before any row is collected.
   *
   * @param rows maximum training rows
   */
  Optional<Problem> inTasks(long rows) {
    return inTasks(TaskDemand.least(rows, rule.heap()));
  }

  /**
   * Shortage for training on a table inside tasks.
   *
   * @param longest the fit with the most planned work, which tasks can train
   * @param folds of which each has rows in a form of its own
   */
  Optional<Problem> inTasks(PipelineStage longest, TableSize rows, int folds) {
    return inTasks(TaskDemand.of(longest, rows, folds, rule.heap())).or(() -> ofResults(rows));
  }

  private Optional<Problem> inTasks(TaskDemand demand) {
    return switch (rule.kind()) {
      case JOBS, DISTRIBUTED -> Optional.empty();
      case TASKS ->
          rule.isOfHeap() && demand.needed().isUnmet()
              ? Optional.of(heapForTasks(demand))
              : Optional.of(demand).filter(all -> rule.bound(all) > rule.most()).map(this::size);
      case AUTO, VERIFY ->
          Optional.of(demand)
              .filter(all -> !rule.isOfHeap())
              .filter(all -> all.table() <= rule.most() && all.needed().isUnmet())
              .map(this::heap);
    };
  }

  /**
   * Shortage for fits that are left to the estimator's own, if that is one task, too.
   *
   * @param longest the one with the most planned work
   * @param folds of which each has rows in a form of its own
   */
  Optional<Problem> inOnlyFit(PipelineStage longest, TableSize rows, int folds) {
    if (!isOnlyFit(longest)) {
      return Optional.empty();
    }
    TaskDemand demand = TaskDemand.of(longest, rows, folds, rule.heap()).ofOneFit(rule.heap());
    return demand.needed().isUnmet() ? Optional.of(onlyFit(demand)) : ofResults(rows);
  }

  /**
   * Shortage that is known before any row is collected, where the heap is the border.
   *
   * @param rows maximum training rows
   */
  Optional<Problem> inOnlyFit(PipelineStage estimator, long rows) {
    TaskDemand least = TaskDemand.least(rows, rule.heap());
    return rule.isOfHeap()
            && rule.takes(estimator)
            && isOnlyFit(estimator)
            && least.needed().isUnmet()
        ? Optional.of(onlyFit(least))
        : Optional.empty();
  }

  static boolean isOnlyFit(PipelineStage estimator) {
    return TaskTrainers.trainerOf(estimator).filter(TaskTrainer::isOnlyFit).isPresent();
  }

  private Problem onlyFit(TaskDemand demand) {
    return origins.problem(
        MEMORY,
        "is %s, and a fit is one task, in which %s"
            .formatted(
                rule.isOfHeap() ? "auto" : "%,d MiB".formatted(rule.mebibytes()),
                demand.beyondHeap()),
        "set %s, or %s = rows".formatted(demand.larger(), origins.name("schedule.resource")));
  }

  private Problem size(TaskDemand demand) {
    return origins.problem(
        MEMORY,
        "is %,d MiB, but %,d rows take %,d MiB"
            .formatted(rule.mebibytes(), demand.rows(), demand.mebibytes()),
        "set at least %,d MiB, or %s = auto".formatted(demand.mebibytes(), origins.name(TRAINING)));
  }

  private Problem heapForTasks(TaskDemand demand) {
    return origins.problem(
        MEMORY,
        "is auto, but " + demand.beyondHeap(),
        "set %s, or %s = auto".formatted(demand.larger(), origins.name(TRAINING)));
  }

  private Problem heap(TaskDemand demand) {
    return origins.problem(
        MEMORY,
        "allows tables of %,d MiB, but %s".formatted(rule.mebibytes(), demand.beyondHeap()),
        plan.recordedMemory().isPresent()
            ? "set %s, or start a new study".formatted(demand.larger())
            : "set %s, or %s = jobs".formatted(demand.larger(), origins.name(TRAINING)));
  }

  private Optional<Problem> ofResults(TableSize rows) {
    TaskHeap heap = rule.heap();
    return heap.returns(rows)
        ? Optional.empty()
        : Optional.of(
            origins.problem(
                TRAINING,
                "needs the rows on the driver, but " + heap.unreturned(),
                TaskHeap.MORE_RESULTS));
  }
}
