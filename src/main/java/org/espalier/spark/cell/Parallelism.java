package org.espalier.spark.cell;

import org.apache.spark.SparkContext;

/** How many cells to run at a time. */
public final class Parallelism {

  /**
   * Cells under way for each one that could compute: while one waits for its driver between two
   * small jobs, another has the slot.
   */
  private static final int PER_SLOT = 2;

  private Parallelism() {}

  /**
   * Enough cells to fill the cluster's slots.
   *
   * @param tasks tasks of one stage of a fit, that is, partitions of the training rows
   */
  public static int auto(SparkContext context, int tasks) {
    return Math.max(1, PER_SLOT * context.defaultParallelism() / Math.max(1, tasks));
  }
}
