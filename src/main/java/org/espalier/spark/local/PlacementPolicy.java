package org.espalier.spark.local;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.feature.RowCollector;
import org.espalier.spark.feature.VectorValues;
import org.espalier.spark.local.rows.BroadcastRows;
import org.espalier.spark.local.rows.CollectedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;

/**
 * Rule by which fits are made inside tasks or left to ordinary fits: a function of the plan, the
 * heap, the estimator and its rows, never of the load. A heap too small for a border that is given,
 * or was recorded, is an error, and no reason for an ordinary fit.
 *
 * @param most bytes of the rows of one fit; larger ones are left to ordinary fits
 * @param border where that limit comes from
 */
public record PlacementPolicy(TrainingPlan.Kind kind, long most, Border border, TaskHeap heap) {

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

  /** Correction of rows of which a partition is more than a job may return to the driver. */
  public static final String MORE_RESULTS =
      "a larger %s (0: no limit), or more partitions".formatted(RowCollector.RESULTS);

  private static final String TRAINING = "run.training";

  private static final String MEMORY = "run.task-memory";

  /**
   * What the training on some rows takes.
   *
   * @param isLeast true if no value of the rows is known
   * @param table bytes of the rows
   * @param form bytes of the largest form in which fits read them, in the heap
   * @param needed the heap that has to have most
   */
  private record Demand(long rows, boolean isLeast, long table, long form, TaskHeap.Need needed) {

    long bytes() {
      return Math.max(table, form);
    }  }

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
  private long bound(Demand demand) {
    return border == Border.SIZE ? demand.bytes() : demand.table();
  }

  private Demand least(long rows) {
    long table = rows * CollectedRows.LEAST_BYTES_OF_A_ROW;
    return new Demand(rows, true, table, 0, heap.needed(table, 0, FormSize.NONE, 0));
  }

  private Demand demand(PipelineStage longest, TableSize rows, int folds) {
    FormSize form = form(longest, rows);
    return new Demand(
        rows.rows(),
        false,
        rows.bytes(),
        form.largest(),
        heap.needed(rows.bytes(), folds, form, rows.beside()));
  }

  /**
   * Lack of memory for the rows of a learner; empty if none is known before any row is collected.
   *
   * @param rows maximum training rows
   * @param origins of the settings
   */
  public static Optional<Problem> shortage(
      TrainingPlan plan, TaskHeap heap, long rows, Origins origins) {
    PlacementPolicy rule = of(plan, heap);
    return rule.shortage(plan, rule.least(rows), origins);
  }

  /**
   * Lack of memory for fits on a table.
   *
   * @param longest the one with the most planned work, which tasks can train
   * @param folds of which each has rows in a form of its own
   */
  public Optional<Problem> shortage(
      TrainingPlan plan, PipelineStage longest, TableSize rows, int folds, Origins origins) {
    return shortage(plan, demand(longest, rows, folds), origins)
        .or(() -> unreturned(rows, origins));
  }

  private Optional<Problem> shortage(TrainingPlan plan, Demand demand, Origins origins) {
    return switch (kind) {
      case JOBS -> Optional.empty();
      case TASKS ->
          isOfHeap() && demand.needed().isUnmet()
              ? Optional.of(lackingHeapForTasks(demand, origins))
              : Optional.of(demand)
                  .filter(all -> bound(all) > most)
                  .map(all -> lackingForTasks(all, origins));
      case AUTO, VERIFY ->
          Optional.of(demand)
              .filter(all -> !isOfHeap() && all.table() <= most && all.needed().isUnmet())
              .map(all -> lackingHeap(plan, all, origins));
    };
  }

  /**
   * Lack of memory for fits that are left to the estimator's own, if that is one task, too.
   *
   * @param longest the one with the most planned work
   * @param folds of which each has rows in a form of its own
   */
  public Optional<Problem> excess(
      PipelineStage longest, TableSize rows, int folds, Origins origins) {
    if (!isOnlyFit(longest)) {
      return Optional.empty();
    }
    Demand demand = demand(longest, rows, folds);
    TaskHeap.Need needed = heap.needed(demand.bytes(), 0, FormSize.NONE, 0); // of one fit alone
    return needed.isUnmet()
        ? Optional.of(lackingForOnlyFit(demand, needed, origins))
        : unreturned(rows, origins);
  }

  /**
   * The same, as far as known before any row is collected, where the heap is the border.
   *
   * @param rows maximum training rows
   */
  public Optional<Problem> excess(PipelineStage estimator, long rows, Origins origins) {
    Demand least = least(rows);
    return isOfHeap() && takes(estimator) && isOnlyFit(estimator) && least.needed().isUnmet()
        ? Optional.of(lackingForOnlyFit(least, least.needed(), origins))
        : Optional.empty();
  }

  private static boolean isOnlyFit(PipelineStage estimator) {
    return TaskTrainers.of(estimator).filter(TaskTrainer::isOnlyFit).isPresent();
  }

  private Problem lackingForOnlyFit(Demand demand, TaskHeap.Need needed, Origins origins) {
    return origins.problem(
        MEMORY,
        "is %s, and a fit is one task, in which %s"
            .formatted(
                border == Border.HEAP ? "auto" : "%,d MiB".formatted(mebibytes()),
                beyond(demand, demand.bytes(), needed)),
        "%s, or %s = rows".formatted(larger(needed), origins.name("schedule.resource")));
  }

  private static String larger(TaskHeap.Need needed) {
    return needed.heap().larger(needed.bytes());
  }

  private static long mebibytesOf(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  private Problem lackingForTasks(Demand demand, Origins origins) {
    long least = mebibytesOf(demand.bytes());
    return origins.problem(
        MEMORY,
        "is %,d MiB, but %,d rows take %,d MiB".formatted(mebibytes(), demand.rows(), least),
        "at least %,d MiB, or %s = auto".formatted(least, origins.name(TRAINING)));
  }

  private Problem lackingHeapForTasks(Demand demand, Origins origins) {
    return origins.problem(
        MEMORY,
        "is auto, but " + beyondHeap(demand),
        "%s, or %s = auto".formatted(larger(demand.needed()), origins.name(TRAINING)));
  }

  private Problem lackingHeap(TrainingPlan plan, Demand demand, Origins origins) {
    return origins.problem(
        MEMORY,
        "allows tables of %,d MiB, but %s".formatted(mebibytes(), beyondHeap(demand)),
        plan.recordedMemory().isPresent()
            ? larger(demand.needed()) + ", or a new study"
            : "%s, or %s = jobs".formatted(larger(demand.needed()), origins.name(TRAINING)));
  }

  private Optional<Problem> unreturned(TableSize rows, Origins origins) {
    return isUnreturned(rows)
        ? Optional.of(
            origins.problem(
                TRAINING, "needs the rows on the driver, but " + unreturned(heap), MORE_RESULTS))
        : Optional.empty();
  }

  /** True if a partition of the rows is more than a job may return to the driver. */
  private boolean isUnreturned(TableSize rows) {
    return rows.partition() > heap.results();
  }

  /** Statement that a partition is more than a job may return to the driver. */
  public static String unreturned(TaskHeap heap) {
    return "a partition takes more than the %,d MiB of rows that %s lets a job return"
        .formatted(heap.results() / MEBIBYTE, RowCollector.RESULTS);
  }

  private static String unreturnedAndWhatHelps(TaskHeap heap) {
    return "%s: %s".formatted(unreturned(heap), MORE_RESULTS);
  }

  private static String beyondHeap(Demand demand) {
    return beyond(demand, demand.table(), demand.needed());
  }

  private static String beyond(Demand demand, long bytes, TaskHeap.Need needed) {
    return "%,d rows take%s %,d MiB, and training on them a heap of %,d MiB, more than %s"
        .formatted(
            demand.rows(),
            demand.isLeast() ? " at least" : "",
            mebibytesOf(bytes),
            mebibytesOf(needed.bytes()),
            needed.heap().text());
  }

  /** Reason for which there is no room for training inside a task; empty if there is. */
  private String tooMuch(Demand demand) {
    if (isOfHeap() && demand.needed().isUnmet()) {
      return "%s: at least %s".formatted(beyondHeap(demand), larger(demand.needed()));
    }
    if (bound(demand) <= most) {
      return "";
    }
    return demand.isLeast()
        ? "%,d rows take more than %,d MiB".formatted(demand.rows(), mebibytes())
        : "%,d rows take %,d MiB, more than %,d MiB"
            .formatted(demand.rows(), mebibytesOf(demand.bytes()), mebibytes());
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
  private String limit() {
    return isOfHeap() && most < LARGEST
        ? "%,d MiB, a sixth of %s".formatted(mebibytes(), heap.smaller().text())
        : "%,d MiB".formatted(mebibytes());
  }

  /** The size of the largest table in whole mebibytes. */
  private long mebibytes() {
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
    if (rows.excess().get().isUnreturned(held())) {
      return unreturnedAndWhatHelps(heap);
    }
    if (held() < most && rows.excess().get().bytes() <= most) {
      throw new IllegalStateException(
          ("training is %s, and its rows take more than %,d MiB, a sixth of %s; a larger heap, a"
                  + " smaller task memory, or training = jobs")
              .formatted(
                  kind.name().toLowerCase(Locale.ROOT),
                  held() / MEBIBYTE,
                  heap.smaller().text()));
    }
    return "its rows take more than " + limit();
  }

  /** Reason why a fit on these rows would not end as MLlib's would; empty if there is none. */
  String obstacle(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    if (!trainer.takes(estimator, rows)) {
      return "its trainer leaves these rows to MLlib's own fit";
    }
    if (isOfHeap()) {
      return tooMuch(demand(estimator, rows.shape(), 1)); // no more than the choice allows
    }
    return border == Border.SIZE && form(estimator, rows.shape()).largest() > most
        ? "the form of its rows takes more than " + limit()
        : "";
  }

  /** Bytes of the heap that training on a table takes beside the table, at most. */
  public FormSize form(PipelineStage estimator, TableSize rows) {
    return TaskTrainers.of(estimator)
        .map(trainer -> trainer.form(estimator, rows))
        .orElse(FormSize.NONE);
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
    if (!takes(estimator)) {
      return choice(learner, rung, obstacle(estimator));
    }
    boolean isMeasured = isForced() || (isOfHeap() && isOnlyFit(estimator)); // or is an error
    return choice(learner, rung, isMeasured ? "" : tooMuch(least(rows)));
  }

  /**
   * Choice for the fits of a learner on a table.
   *
   * @param longest its fit with the most planned work
   * @param folds of which each has rows in a form of its own
   */
  public Placement choice(
      String learner, int rung, PipelineStage longest, TableSize rows, int folds) {
    return choice(
        learner, rung, takes(longest) ? obstacle(longest, rows, folds) : obstacle(longest));
  }

  /** Reason for which a fit on a table is left to ordinary fits; empty if it is not. */
  private String obstacle(PipelineStage longest, TableSize rows, int folds) {
    String tooMuch = tooMuch(demand(longest, rows, folds));
    if (!tooMuch.isEmpty()) {
      return tooMuch;
    }
    if (isUnreturned(rows)) {
      return unreturnedAndWhatHelps(heap);
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
