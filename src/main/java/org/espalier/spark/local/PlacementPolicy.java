package org.espalier.spark.local;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.feature.VectorValues;
import org.espalier.spark.local.rows.BroadcastRows;
import org.espalier.spark.local.rows.CollectedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;

/**
 * Rule by which fits are made inside tasks or left to ordinary fits: a function of the plan, the
 * estimator and its rows, never of the load. A heap too small for it is an error, and no reason for
 * an ordinary fit.
 *
 * @param most bytes of the rows of one fit; larger ones are left to ordinary fits
 */
public record PlacementPolicy(TrainingPlan.Kind kind, long most, TaskHeap heap) {

  /** Maximum planned work of a task, unless tasks are forced. */
  private static final long MOST_MINUTES = 10;

  private static final long MEBIBYTE = 1 << 20;

  /** Bytes of a table whose values are one array each of columns and numbers. */
  private static final long LARGEST = VectorValues.mostBytes();

  /** Part of a heap that a JVM may not report of its setting: a tenth, by its collector. */
  private static final long OF_A_COLLECTOR = 10;

  private static final String TRAINING = "run.training";

  private static final String MEMORY = "run.task-memory";

  /** The rule of a plan, with the table size that a resumed study began with. */
  public static PlacementPolicy of(TrainingPlan plan, TaskHeap heap) {
    return new PlacementPolicy(
        plan.kind(), Math.min(LARGEST, plan.recordedMemory().orElse(plan.taskMemory())), heap);
  }

  /**
   * Bytes of the rows of one fit that are collected: a larger table does not fit into the heap, or
   * is left to ordinary fits.
   */
  public long held() {
    return isForced() ? most : Math.min(most, heap.table());
  }

  /**
   * Lack of memory for the rows of a learner; empty if none is known before any row is collected.
   *
   * @param rows maximum training rows
   * @param origins of the settings
   */
  public static Optional<Problem> shortage(
      TrainingPlan plan, TaskHeap heap, long rows, Origins origins) {
    long table = rows * CollectedRows.LEAST_BYTES_OF_A_ROW;
    return of(plan, heap).shortage(plan, rows, table, heap.needed(table, 0, 0), origins);
  }

  /**
   * Lack of memory for fits on a table.
   *
   * @param longest the one with the most planned work, which tasks can train
   * @param folds of which each has rows in a form of its own
   */
  public Optional<Problem> shortage(
      TrainingPlan plan, PipelineStage longest, TableSize rows, int folds, Origins origins) {
    long form = bytes(longest, rows);
    long table = isForced() ? Math.max(form, rows.bytes()) : rows.bytes();
    return shortage(plan, rows.rows(), table, heap.needed(table, folds, form), origins);
  }

  /**
   * @param rows of the table
   * @param needed bytes of the smallest heap
   */
  private Optional<Problem> shortage(
      TrainingPlan plan, long rows, long table, long needed, Origins origins) {
    return switch (kind) {
      case JOBS -> Optional.empty();
      case TASKS ->
          Optional.of(table)
              .filter(bytes -> bytes > most)
              .map(bytes -> lackingForTasks(rows, bytes, origins));
      case AUTO, VERIFY ->
          Optional.of(needed)
              .filter(bytes -> table <= most && bytes > heap.bytes())
              .map(bytes -> lackingHeap(plan, rows, table, bytes, origins));
    };
  }

  /**
   * Lack of memory for fits that are left to the estimator's own, if that is one task, too.
   *
   * @param longest the one with the most planned work
   */
  public Optional<Problem> excess(PipelineStage longest, TableSize rows, Origins origins) {
    long table = Math.max(rows.bytes(), bytes(longest, rows));
    return TaskTrainers.of(longest)
        .filter(trainer -> trainer.isOnlyFit() && table > heap.table())
        .map(
            trainer ->
                origins.problem(
                    MEMORY,
                    "is %,d MiB, and a fit is one task, in which %,d rows take %,d MiB, but %s is %,d"
                        .concat(" MiB")
                        .formatted(
                            mebibytes(),
                            rows.rows(),
                            mebibytesOf(table),
                            heap.setting(),
                            heap.bytes() / MEBIBYTE),
                    "%s, or %s = rows"
                        .formatted(
                            larger(heap.needed(table, 0, 0)), origins.name("schedule.resource"))));
  }

  private String larger(long needed) {
    return "%s = %dm".formatted(heap.setting(), mebibytesOf(needed + needed / OF_A_COLLECTOR));
  }

  private static long mebibytesOf(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  private Problem lackingForTasks(long rows, long bytes, Origins origins) {
    return origins.problem(
        MEMORY,
        "is %,d MiB, but %,d rows take %,d MiB".formatted(mebibytes(), rows, mebibytesOf(bytes)),
        "at least %,d MiB, or %s = auto".formatted(mebibytesOf(bytes), origins.name(TRAINING)));
  }

  private Problem lackingHeap(
      TrainingPlan plan, long rows, long table, long needed, Origins origins) {
    String larger = larger(needed);
    return origins.problem(
        MEMORY,
        "allows tables of %,d MiB, and training inside tasks on %,d rows of %,d MiB takes a heap of"
            .concat(" %,d MiB, but %s is %,d MiB")
            .formatted(
                mebibytes(),
                rows,
                mebibytesOf(table),
                mebibytesOf(needed),
                heap.setting(),
                heap.bytes() / MEBIBYTE),
        plan.recordedMemory().isPresent()
            ? larger + ", or a new study"
            : "%s, or %s = jobs".formatted(larger, origins.name(TRAINING)));
  }

  /** The size of the largest table in whole mebibytes. */
  public long mebibytes() {
    return most / MEBIBYTE;
  }

  /** True if an estimator can be fitted in a task, if its rows allow it. */
  public boolean takes(PipelineStage estimator) {
    return kind != TrainingPlan.Kind.JOBS && TaskTrainers.isKnown(estimator);
  }

  /** True if a fit fails when it cannot be trained inside a task. */
  public boolean isForced() {
    return kind == TrainingPlan.Kind.TASKS;
  }

  /** Reason for which an estimator that is not taken is left to ordinary fits, in a few words. */
  public String obstacle(PipelineStage estimator) {
    return kind == TrainingPlan.Kind.JOBS
        ? "training is jobs"
        : "no trainer takes a %s with its params".formatted(estimator.getClass().getSimpleName());
  }

  /**
   * Reason for which rows that were not collected are left to ordinary fits.
   *
   * @throws IllegalStateException if they are not, and the heap is too small for them
   */
  String obstacle(BroadcastRows rows) {
    if (rows.excess().isEmpty()) {
      return "MLlib would refuse one of its rows";
    }
    if (held() < most && rows.excess().get().bytes() <= most) {
      throw new IllegalStateException(
          ("training is %s, and its rows take more than the %,d MiB that %s = %,d MiB allows; a"
                  + " larger heap, a smaller task memory, or training = jobs")
              .formatted(
                  kind.name().toLowerCase(Locale.ROOT),
                  held() / MEBIBYTE,
                  heap.setting(),
                  heap.bytes() / MEBIBYTE));
    }
    return "its rows take more than %,d MiB".formatted(mebibytes());
  }

  /** Reason why a fit on these rows would not end as MLlib's would; empty if there is none. */
  String obstacle(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    if (!trainer.takes(estimator, rows)) {
      return "its trainer leaves these rows to MLlib's own fit";
    }
    return trainer.bytes(estimator, rows.shape()) > most
        ? "the form of its rows takes more than %,d MiB".formatted(mebibytes())
        : "";
  }

  /** Bytes of the form in which fits of an estimator read a table, at most. */
  long bytes(PipelineStage estimator, TableSize rows) {
    return TaskTrainers.of(estimator).map(trainer -> trainer.bytes(estimator, rows)).orElse(0L);
  }

  /** Nanoseconds of work on one core that a fit is planned to take, at most; 0 if by jobs. */
  public static long nanos(PipelineStage estimator, TableSize rows) {
    return TaskTrainers.of(estimator).map(trainer -> trainer.nanos(estimator, rows)).orElse(0L);
  }

  /**
   * Choice for the fits of an estimator on so many rows, as far as known before any row is
   * collected.
   *
   * @param learner its name in the study
   * @param rows training rows at the rung
   */
  public Placement choice(String learner, int rung, PipelineStage estimator, long rows) {
    boolean fits = isForced() || rows <= most / CollectedRows.LEAST_BYTES_OF_A_ROW;
    return choice(
        learner,
        rung,
        !takes(estimator)
            ? obstacle(estimator)
            : fits ? "" : "%,d rows take more than %,d MiB".formatted(rows, mebibytes()));
  }

  /**
   * Choice for the fits of a learner on a table.
   *
   * @param longest its fit with the most planned work
   */
  public Placement choice(String learner, int rung, PipelineStage longest, TableSize rows) {
    return choice(learner, rung, takes(longest) ? obstacle(longest, rows) : obstacle(longest));
  }

  /** Reason for which a fit on a table is left to ordinary fits; empty if it is not. */
  private String obstacle(PipelineStage longest, TableSize rows) {
    long bytes = Math.max(rows.bytes(), bytes(longest, rows));
    if (bytes > most) {
      return "%,d rows take %,d MiB, more than %,d MiB"
          .formatted(rows.rows(), mebibytesOf(bytes), mebibytes());
    }
    long minutes = TimeUnit.NANOSECONDS.toMinutes(nanos(longest, rows) - 1);
    return isForced() || minutes < MOST_MINUTES
        ? ""
        : "planned work of up to %,d minutes a fit, more than %d"
            .formatted(minutes + 1, MOST_MINUTES);
  }

  private Placement choice(String learner, int rung, String obstacle) {
    return obstacle.isEmpty()
        ? new Placement(learner, rung, Trainer.TASK, "where params and rows allow it", most)
        : new Placement(learner, rung, Trainer.JOBS, obstacle, most);
  }
}
