package org.espalier.spark.local;

import org.apache.spark.SparkContext;
import org.espalier.spark.feature.RowCollector;

/**
 * Smallest heap that a table which is trained on inside tasks has to fit into: the driver's, which
 * collects the rows, or an executor's, which reads them.
 *
 * @param bytes above 0
 * @param setting of Spark's that gives the heap its size
 * @param slots tasks that run in it at a time, at least 1
 * @param results bytes of arrays that a job may return to the driver, above 0
 */
public record TaskHeap(long bytes, String setting, int slots, long results) {

  /**
   * Copies of a table in a heap, at most. A driver holds the blocks of its rows, the arrays that
   * they are joined to, and results of jobs that are not read yet; later the arrays, and their
   * serialised form for the broadcast. An executor holds the serialised form and the arrays. In
   * local mode tasks read the driver's arrays, and their results are in the same heap.
   */
  private static final int COPIES = 3;

  /** Share of the heap that is left to Spark and to the rows of ordinary fits: a half. */
  private static final int PARTS = 2;

  private static final int MEBIBYTE_BITS = 20;

  private static final String DRIVER = "spark.driver.memory";

  public TaskHeap {
    if (bytes <= 0 || slots < 1 || results <= 0) {
      throw new IllegalArgumentException(
          "A heap of %d bytes, %d slots, results of %d bytes.".formatted(bytes, slots, results));
    }
  }

  /** A heap whose jobs return results of any size. */
  public TaskHeap(long bytes, String setting, int slots) {
    this(bytes, setting, slots, Long.MAX_VALUE);
  }

  /** The smallest heap of an application. */
  public static TaskHeap of(SparkContext context) {
    long driver = Runtime.getRuntime().maxMemory();
    long results = RowCollector.results(context.getConf());
    if (context.isLocal()) {
      int slots = Math.max(1, context.defaultParallelism());
      return new TaskHeap(driver, DRIVER, slots, results);
    }
    long executor = (long) context.executorMemory() << MEBIBYTE_BITS;
    int slots =
        Math.max(
            1,
            context.conf().getInt("spark.executor.cores", 1)
                / context.conf().getInt("spark.task.cpus", 1));
    return executor < driver
        ? new TaskHeap(executor, "spark.executor.memory", slots, results)
        : new TaskHeap(driver, DRIVER, slots, results);
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
