package org.espalier.spark.task;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.PipelineStage;
import org.espalier.plan.TrainingPlan;
import org.espalier.plan.problem.Origins;
import org.espalier.plan.problem.Problem;
import org.espalier.spark.cell.Trainer;
import org.espalier.spark.task.rows.CollectedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.study.TrainingChoice;

/**
 * Rule by which fits are made inside tasks or left to ordinary fits: a function of the plan, the
 * estimator and its rows, never of the load.
 *
 * @param most bytes of the rows of one fit; larger ones are left to ordinary fits
 */
public record TrainingRule(TrainingPlan.Kind kind, long most) {

  /** Planned work of a task at most, unless tasks are asked for in any case: ten minutes. */
  private static final long MOST_MINUTES = 10;

  private static final long MEBIBYTE = 1 << 20;

  private static final String TRAINING = "run.training";

  private static final String MEMORY = "run.task-memory";

  /** Heap that may be missing: a JVM reports more or less of the same setting by its collector. */
  private static final double TOLERANCE = 0.1;

  /**
   * The rule of a plan: tables of the plan's size, but at most a sixteenth of the smallest heap;
   * unless tasks are asked for in any case, or a study that is resumed began with another size.
   */
  public static TrainingRule of(TrainingPlan plan, TaskHeap heap) {
    long most =
        plan.kind() == TrainingPlan.Kind.TASKS
            ? plan.taskMemory()
            : Math.min(plan.taskMemory(), heap.table());
    return new TrainingRule(plan.kind(), plan.recordedMemory().orElse(most));
  }

  /**
   * Lack of memory that would send learners which tasks can train to jobs, or that a study which is
   * resumed did not have when it began; empty if there is none.
   *
   * @param rows that a learner learns from, at most; 0 if it is not known yet
   * @param origins of the settings
   */
  public static Optional<Problem> shortage(
      TrainingPlan plan, TaskHeap heap, long rows, Origins origins) {
    long least = rows * CollectedRows.LEAST_BYTES_OF_A_ROW;
    return switch (plan.kind()) {
      case JOBS -> Optional.empty();
      case TASKS ->
          Optional.of(plan.recordedMemory().orElse(plan.taskMemory()))
              .filter(memory -> least > memory)
              .map(memory -> lackingForTasks(memory, rows, least, origins));
      case AUTO, VERIFY ->
          plan.recordedMemory().isPresent()
              ? Optional.of(plan.recordedMemory().getAsLong())
                  .filter(memory -> heap.table() < memory * (1 - TOLERANCE))
                  .map(memory -> lackingToResume(memory, heap, origins))
              : Optional.of(heap.table())
                  .filter(memory -> least > memory && least <= plan.taskMemory())
                  .map(memory -> lackingHeap(plan, heap, rows, least, origins));
    };
  }

  private static Problem lackingForTasks(long memory, long rows, long least, Origins origins) {
    return origins.problem(
        MEMORY,
        "is %,d MiB, but %,d rows take more".formatted(memory / MEBIBYTE, rows),
        "more than %,d MiB, or %s = auto".formatted(least / MEBIBYTE, origins.name(TRAINING)));
  }

  private static Problem lackingToResume(long memory, TaskHeap heap, Origins origins) {
    return origins.problem(
        MEMORY,
        "was %,d MiB for a table when this study was begun, and %s = %,d MiB allows %,d MiB"
            .formatted(
                memory / MEBIBYTE,
                heap.setting(),
                heap.bytes() / MEBIBYTE,
                heap.table() / MEBIBYTE),
        "%s = %dm, or a new study".formatted(heap.setting(), TaskHeap.needed(memory) / MEBIBYTE));
  }

  private static Problem lackingHeap(
      TrainingPlan plan, TaskHeap heap, long rows, long least, Origins origins) {
    return origins.problem(
        MEMORY,
        "is %,d MiB, of which %s = %,d MiB allows %,d MiB, and %,d rows take more"
            .formatted(
                plan.taskMemory() / MEBIBYTE,
                heap.setting(),
                heap.bytes() / MEBIBYTE,
                heap.table() / MEBIBYTE,
                rows),
        "%s above %dm, or %s = jobs"
            .formatted(heap.setting(), TaskHeap.needed(least) / MEBIBYTE, origins.name(TRAINING)));
  }

  /** The size of the largest table in whole mebibytes. */
  public long mebibytes() {
    return most / MEBIBYTE;
  }

  /** True if an estimator can be fitted in a task, if its rows allow it. */
  public boolean takes(PipelineStage estimator) {
    return kind != TrainingPlan.Kind.JOBS && TaskTrainers.isKnown(estimator);
  }

  /** Reason for which an estimator that is not taken is left to ordinary fits, in a few words. */
  public String obstacle(PipelineStage estimator) {
    return kind == TrainingPlan.Kind.JOBS
        ? "training is jobs"
        : "no trainer takes a %s with its params".formatted(estimator.getClass().getSimpleName());
  }

  /** Reason for which rows that were not collected are left to ordinary fits. */
  String rowsObstacle() {
    return "its rows take more than %,d MiB, or MLlib would refuse one of them"
        .formatted(mebibytes());
  }

  /**
   * Reason why a fit on these rows would not end as MLlib's would, or is better spread over a
   * cluster; empty if there is none.
   */
  String obstacle(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    if (!trainer.takes(estimator, rows)) {
      return "its trainer leaves these rows to MLlib's own fit";
    }
    long minutes =
        kind == TrainingPlan.Kind.TASKS
            ? 0
            : TimeUnit.NANOSECONDS.toMinutes(trainer.nanos(estimator, rows) - 1);
    return minutes < MOST_MINUTES
        ? ""
        : "its planned work takes more than %d minutes".formatted(MOST_MINUTES);
  }

  /**
   * Where the fits of an estimator on so many rows are made, as far as that is known before any row
   * is collected.
   *
   * @param learner its name in the study
   * @param rows that it learns from at the rung
   */
  public TrainingChoice choice(String learner, int rung, PipelineStage estimator, long rows) {
    if (!takes(estimator)) {
      return choice(learner, rung, Trainer.JOBS, obstacle(estimator));
    }
    boolean fits =
        kind == TrainingPlan.Kind.TASKS || rows <= most / CollectedRows.LEAST_BYTES_OF_A_ROW;
    return fits
        ? choice(learner, rung, Trainer.TASK, "where params and rows allow it")
        : choice(
            learner,
            rung,
            Trainer.JOBS,
            "%,d rows take more than %,d MiB".formatted(rows, mebibytes()));
  }

  private TrainingChoice choice(String learner, int rung, Trainer trainer, String reason) {
    return new TrainingChoice(learner, rung, trainer.text(), reason, most);
  }
}
