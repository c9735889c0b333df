package org.espalier.spark.local;

import org.apache.spark.SparkContext;

/**
 * Smallest heap that a table which is trained on inside tasks has to fit into: the driver's, which
 * collects the rows, or an executor's, which reads them.
 *
 * @param bytes above 0
 * @param setting of Spark's that gives the heap its size
 * @param slots tasks that run in it at a time, at least 1
 */
public record TaskHeap(long bytes, String setting, int slots) {

  /**
   * Copies of a table in a heap: its arrays as they are collected, and serialised for the
   * broadcast, and as a task reads them; in local mode all three are in one heap.
   */
  private static final int COPIES = 3;

  /** Share of the heap that is left to Spark and to the rows of ordinary fits: a half. */
  private static final int PARTS = 2;

  private static final int MEBIBYTE_BITS = 20;

  public TaskHeap {
    if (bytes <= 0 || slots < 1) {
      throw new IllegalArgumentException("A heap of %d bytes, %d slots.".formatted(bytes, slots));
    }
  }

  /** The smallest heap of an application. */
  public static TaskHeap of(SparkContext context) {
    long driver = Runtime.getRuntime().maxMemory();
    if (context.isLocal()) {
      return new TaskHeap(driver, "spark.driver.memory", Math.max(1, context.defaultParallelism()));
    }
    long executor = (long) context.executorMemory() << MEBIBYTE_BITS;
    int slots =
        Math.max(
            1,
            context.conf().getInt("spark.executor.cores", 1)
                / context.conf().getInt("spark.task.cpus", 1));
    return executor < driver
        ? new TaskHeap(executor, "spark.executor.memory", slots)
        : new TaskHeap(driver, "spark.driver.memory", slots);
  }

  /** Bytes of the largest table that it has room for, without the work of tasks on it. */
  public long table() {
    return bytes / PARTS / COPIES;
  }

  /**
   * Bytes of the smallest heap that tables are trained in.
   *
   * @param tables bytes of all of them
   * @param folds of which each has rows in a form of its own
   * @param form bytes of such a form
   */
  long needed(long tables, int folds, long form) {
    return PARTS * (COPIES * tables + Math.min(slots, folds) * form);
  }

  /** True if it has room for the training on tables. */
  boolean holds(long tables, int folds, long form) {
    return needed(tables, folds, form) <= bytes;
  }
}
