package org.espalier.spark.cell;

import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Cell;

/** Default number of concurrent cells on a cluster: many for small cells, few for large ones. */
public final class Parallelism {

  /**
   * Cells under way per cell that can compute: while one waits for its driver between two small
   * jobs, another one uses the slot.
   */
  private static final int PER_SLOT = 2;

  private Parallelism() {}

  /**
   * Capacity that fills the cluster's current slots, as executors come and go.
   *
   * @param tasks number of tasks of one stage of a cell's fit, that is, partitions of its training
   *     rows
   */
  public static Capacity auto(SparkContext context, ToIntFunction<Cell> tasks) {
    IntSupplier all = () -> PER_SLOT * slots(context);
    return new Capacity(all, cell -> Math.min(all.getAsInt(), Math.max(1, tasks.applyAsInt(cell))));
  }

  /** True if the cluster adds executors while tasks wait for a slot. */
  public static boolean isDynamic(SparkContext context) {
    return !context.isLocal()
        && context.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /**
   * Capacity of cells that are one task each: the cluster's current slots, and where executors come
   * as tasks wait, as many again.
   *
   * @param profile resources of the task
   * @param mayWait false if the time that a task waits counts against its cell
   */
  public static Capacity ofTasks(SparkContext context, ResourceProfile profile, boolean mayWait) {
    int perSlot = mayWait && isDynamic(context) ? PER_SLOT : 1;
    return new Capacity(
        () -> perSlot * Math.max(1, context.maxNumConcurrentTasks(profile)), cell -> 1);
  }

  /**
   * Number of cells of one size that fill the current slots.
   *
   * @param tasks number of tasks of one stage of a fit
   */
  public static int cells(SparkContext context, int tasks) {
    return Math.max(1, PER_SLOT * slots(context) / Math.max(1, tasks));
  }

  /** Number of tasks that can run at the same time; 1 for a cluster without an executor yet. */
  public static int slots(SparkContext context) {
    return Math.max(
        1,
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile()));
  }
}
