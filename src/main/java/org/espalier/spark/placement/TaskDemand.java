package org.espalier.spark.placement;

import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.local.trainer.TaskTrainers;

/**
 * Memory that the training on some rows takes.
 *
 * @param isLeast true if no value of the rows is known
 * @param table bytes of the rows
 * @param form bytes of the largest form in which fits read them, in the heap
 * @param needed the heap that has to have most
 */
record TaskDemand(long rows, boolean isLeast, long table, long form, TaskHeap.Need needed) {

  private static final long MEBIBYTE = 1 << 20;

  /** The least that rows take, whatever their values. */
  static TaskDemand least(long rows, TaskHeap heap) {
    long table = rows * CollectedRows.LEAST_BYTES_OF_A_ROW;
    return new TaskDemand(rows, true, table, 0, heap.needed(table, 0, FormSize.NONE, 0));
  }

  /**
   * Memory that the fits of an estimator on a table take.
   *
   * @param folds of which each has rows in a form of its own
   */
  static TaskDemand of(PipelineStage estimator, TableSize rows, int folds, TaskHeap heap) {
    FormSize form = TaskTrainers.form(estimator, rows);
    TaskHeap.Need needed = heap.needed(rows.bytes(), folds, form, rows.beside());
    return new TaskDemand(rows.rows(), false, rows.bytes(), form.largest(), needed);
  }

  /** Demand of a single fit by itself, whose rows have their largest form. */
  TaskDemand ofOneFit(TaskHeap heap) {
    return new TaskDemand(rows, isLeast, bytes(), form, heap.needed(bytes(), 0, FormSize.NONE, 0));
  }

  /** Bytes of the rows, or of their form if it is larger. */
  long bytes() {
    return Math.max(table, form);
  }

  /** Mebibytes of {@link #bytes}, rounded up. */
  long mebibytes() {
    return mebibytes(bytes());
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  /** Statement that a heap has no room. */
  String beyondHeap() {
    return "%,d rows take%s %,d MiB, and training on them a heap of %,d MiB, more than %s"
        .formatted(
            rows,
            isLeast ? " at least" : "",
            mebibytes(table),
            mebibytes(needed.bytes()),
            needed.heap().text());
  }

  /** Setting of a heap that has room. */
  String larger() {
    return needed.heap().larger(needed.bytes());
  }
}
