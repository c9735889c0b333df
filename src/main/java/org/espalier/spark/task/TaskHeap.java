package org.espalier.spark.task;

import org.apache.spark.SparkContext;

/**
 * Smallest heap that a table which is trained on inside tasks has to fit into: the driver's, which
 * collects the rows, or an executor's, which reads them.
 *
 * @param bytes above 0
 * @param setting of Spark's that gives the heap its size
 */
public record TaskHeap(long bytes, String setting) {

  /**
   * Part of a heap that a table may take, as the rows, their serialised form and what trainers
   * derive for each fold share it in local mode.
   */
  private static final int PART = 16;

  private static final int MEBIBYTE_BITS = 20;

  public TaskHeap {
    if (bytes <= 0) {
      throw new IllegalArgumentException("A heap of %d bytes.".formatted(bytes));
    }
  }

  /** The smallest heap of an application. */
  public static TaskHeap of(SparkContext context) {
    long driver = Runtime.getRuntime().maxMemory();
    long executor = context.isLocal() ? driver : (long) context.executorMemory() << MEBIBYTE_BITS;
    return executor < driver
        ? new TaskHeap(executor, "spark.executor.memory")
        : new TaskHeap(driver, "spark.driver.memory");
  }

  /** Bytes that a table may take. */
  long table() {
    return bytes / PART;
  }

  /** Bytes of the smallest heap that tables of a size fit into. */
  static long needed(long table) {
    return table * PART;
  }
}
