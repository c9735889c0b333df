package org.espalier.spark.placement;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.BroadcastRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.feature.VectorValues;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.TrainingPlan;

/**
 * Rule by which fits are made inside tasks or left to ordinary fits: a function of the plan, the
 * heap, the estimator and its rows, never of the load. Where too little memory is an error, {@link
 * MemoryShortage} tells it.
 *
 * @param most bytes of the rows of one fit; larger ones are left to ordinary fits
 * @param border where that limit comes from
 */
public record PlacementPolicy(
    TrainingPlan.TrainingMode kind, long most, Border border, TaskHeap heap) {

  /** Origin of the limit of a table. */
  public enum Border {
    /** The heap, which then has to have room for the forms of all folds, too. */
    HEAP,
    /** The heap of the driver that began the study; this one has to have room for as much. */
    RECORDED,
    /** The size that is set, which limits the form that a fit reads, too. */
    SIZE;

    private static Border of(TrainingPlan plan) {
      return !plan.isAuto() ? SIZE : plan.recordedMemory().isPresent() ? RECORDED : HEAP;
    }
  }

  /** Maximum planned work of a task, unless tasks are forced. */
  private static final long MOST_MINUTES = 10;

  /** More rows than an array has. */
  private static final long MOST_ROWS = 1L << 31;

  private static final long MEBIBYTE = 1 << 20;

  /** Bytes of a table whose values are one array each of columns and numbers. */
  private static final long LARGEST = VectorValues.mostBytes();

  /** The rule of a plan, with the table size that a resumed study began with. */
  public static PlacementPolicy of(TrainingPlan plan, TaskHeap heap) {
    long asked = plan.taskMemory().orElse(heap.table());
    return new PlacementPolicy(
        plan.kind(), Math.min(LARGEST, plan.recordedMemory().orElse(asked)), Border.of(plan), heap);
  }

  /**
   * Bytes of the rows of one fit that are collected: a larger table does not fit into the heap, or
   * is left to ordinary fits.
   */
  public long held() {
    return isForced() ? most : Math.min(most, heap.table());
  }

  /** True if the limit is what this heap allows. */
  public boolean isOfHeap() {
    return border == Border.HEAP;
  }

  /** Bytes that are compared with the limit: those of the table, or of its form if it is larger. */
  long bound(TaskDemand demand) {
    return border == Border.SIZE ? demand.bytes() : demand.table();
  }

  /** Reason for which there is no room for training inside a task; empty if there is. */
  private String tooMuch(TaskDemand demand) {
    if (isOfHeap() && demand.needed().isUnmet()) {
      return "%s: at least %s".formatted(demand.beyondHeap(), demand.larger());
    }
    if (bound(demand) <= most) {
      return "";
    }
    return demand.isLeast()
        ? "%,d rows take more than %,d MiB".formatted(demand.rows(), mebibytes())
        : "%,d rows take %,d MiB, more than %,d MiB"
            .formatted(demand.rows(), demand.mebibytes(), mebibytes());
  }

  /**
   * The most rows of a table that an estimator is trained on inside tasks.
   *
   * @param sizes of tables by their rows
   * @param folds of which each has rows in a form of its own
   */
  public long mostRows(PipelineStage longest, LongFunction<TableSize> sizes, int folds) {
    long least = 0;
    long most = MOST_ROWS;
    while (most - least > 1) {
      long middle = (least + most) / 2;
      boolean fits = obstacle(longest, sizes.apply(middle), folds).isEmpty();
      least = fits ? middle : least;
      most = fits ? most : middle;
    }
    return least;
  }

  /** The size of the largest table in words, with what it depends on. */
  private String limitText() {
    return isOfHeap() && most < LARGEST
        ? "%,d MiB, a sixth of %s".formatted(mebibytes(), heap.smaller().text())
        : "%,d MiB".formatted(mebibytes());
  }

  /** The size of the largest table in whole mebibytes. */
  long mebibytes() {
    return most / MEBIBYTE;
  }

  /** True if an estimator can be fitted in a task, if its rows allow it. */
  public boolean takes(PipelineStage estimator) {
    return kind != TrainingPlan.TrainingMode.JOBS
        && kind != TrainingPlan.TrainingMode.DISTRIBUTED
        && TaskTrainers.isKnown(estimator);
  }

  /** True if a fit fails when it cannot be trained inside a task. */
  public boolean isForced() {
    return kind == TrainingPlan.TrainingMode.TASKS;
  }

  /** True if an estimator can be trained by passes over rows that are too large for a task. */
  public boolean takesPasses(PipelineStage estimator) {
    return kind != TrainingPlan.TrainingMode.TASKS
        && kind != TrainingPlan.TrainingMode.JOBS
        && TaskTrainers.isPassed(estimator);
  }

  /**
   * Reason for which an estimator that is not taken is not trained inside tasks, in a few words.
   */
  public String obstacle(PipelineStage estimator) {
    return switch (kind) {
      case JOBS -> "training is jobs";
      case DISTRIBUTED -> "training is distributed";
      case AUTO, TASKS, VERIFY ->
          "no trainer takes a %s with its params".formatted(estimator.getClass().getSimpleName());
    };
  }

  /**
   * Reason for which rows that were not collected are left to ordinary fits.
   *
   * @throws IllegalStateException if they are not, and the heap is too small for them
   */
  public String obstacle(BroadcastRows rows) {
    if (rows.excess().isEmpty()) {
      return "MLlib would refuse one of its rows";
    }
    if (rows.excess().get().isUnreturned(held())) {
      return heap.unreturnedAndWhatHelps();
    }
    if (held() < most && rows.excess().get().bytes() <= most) {
      throw new IllegalStateException(
          "training is %s, and its rows take more than %,d MiB, a sixth of %s; use a larger heap, a smaller task memory, or training = jobs"
              .formatted(
                  kind.name().toLowerCase(Locale.ROOT), held() / MEBIBYTE, heap.smaller().text()));
    }
    return "its rows take more than " + limitText();
  }

  /** Reason why a fit on these rows would not end as MLlib's would; empty if there is none. */
  public String obstacle(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    if (!trainer.takes(estimator, rows)) {
      return "its trainer leaves these rows to MLlib's own fit";
    }
    if (isOfHeap()) {
      return tooMuch(
          TaskDemand.of(estimator, rows.shape(), 1, heap)); // no more than the choice allows
    }
    return border == Border.SIZE && TaskTrainers.form(estimator, rows.shape()).largest() > most
        ? "the form of its rows takes more than " + limitText()
        : "";
  }

  /** Nanoseconds of work on one core that a fit is planned to take, at most; 0 if by jobs. */
  public static long nanos(PipelineStage estimator, TableSize rows) {
    return TaskTrainers.trainerOf(estimator)
        .map(trainer -> trainer.nanos(estimator, rows))
        .orElse(0L);
  }

  /**
   * Planned cost of the fits of a search on parts of a table.
   *
   * @param fits typical ones
   */
  public static PlannedCost cost(List<? extends PipelineStage> fits, TableSize whole) {
    PlannedCost cost =
        PlannedCost.ofSearch(
            fits.stream()
                .map(fit -> (LongToDoubleFunction) rows -> nanos(fit, whole.learning(rows)))
                .toList(),
            whole.columns(),
            whole.learned());
    return fits.stream().anyMatch(fit -> TaskTrainers.patience(fit) > 0) ? cost.ofAllFolds() : cost;
  }

  /**
   * Reason for which fits of an estimator that is taken are left to ordinary ones, as far as known
   * before any row is collected; empty if there is none.
   *
   * @param rows training rows
   */
  String obstacle(PipelineStage estimator, long rows) {
    boolean isMeasured =
        isForced() || (isOfHeap() && MemoryShortage.isOnlyFit(estimator)); // or is an error
    return isMeasured ? "" : tooMuch(TaskDemand.least(rows, heap));
  }

  /**
   * Reason for which fits on a table are left to ordinary ones; empty if there is none.
   *
   * @param longest the fit with the most planned work
   * @param folds of which each has rows in a form of its own
   */
  String obstacle(PipelineStage longest, TableSize rows, int folds) {
    String tooMuch = tooMuch(TaskDemand.of(longest, rows, folds, heap));
    if (!tooMuch.isEmpty()) {
      return tooMuch;
    }
    if (!heap.returns(rows)) {
      return heap.unreturnedAndWhatHelps();
    }
    long minutes = TimeUnit.NANOSECONDS.toMinutes(nanos(longest, rows) - 1);
    return isForced() || minutes < MOST_MINUTES
        ? ""
        : "planned work of up to %,d minutes a fit, more than %d"
            .formatted(minutes + 1, MOST_MINUTES);
  }
}
