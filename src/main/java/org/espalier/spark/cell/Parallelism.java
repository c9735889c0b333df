package org.espalier.spark.cell;

import java.util.function.ToIntFunction;
import org.apache.spark.SparkContext;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Cell;

/** How many cells to run at a time on a cluster: small ones many, big ones few. */
public final class Parallelism {

  /**
   * Cells under way for each one that could compute: while one waits for its driver between two
   * small jobs, another has the slot.
   */
  private static final int PER_SLOT = 2;

  private Parallelism() {}

  /**
   * Enough cells to fill the slots that the cluster has at the moment, as executors come and go.
   *
   * @param tasks tasks of one stage of a cell's fit, that is, partitions of its training rows
   */
  public static Capacity auto(SparkContext context, ToIntFunction<Cell> tasks) {
    return new Capacity() {
      @Override
      public int total() {
        return PER_SLOT * slots(context);
      }

      @Override
      public int needed(Cell cell) {
        return Math.min(total(), Math.max(1, tasks.applyAsInt(cell)));
      }
    };
  }

  /**
   * Cells of one size that fill the slots there are now.
   *
   * @param tasks tasks of one stage of a fit
   */
  public static int cells(SparkContext context, int tasks) {
    return Math.max(1, PER_SLOT * slots(context) / Math.max(1, tasks));
  }

  /** Tasks that can run at the same time; 1 of a cluster that has no executor yet. */
  public static int slots(SparkContext context) {
    return Math.max(
        1,
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile()));
  }
}
