package org.espalier.spark.cell;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.espalier.cache.Usage;
import org.espalier.cache.WorkGraph;

/**
 * Work in a cell's thread whose results outlive the cell: what it persists is not mistaken for a
 * leftover of a failed cell, and it goes on if the cell is cancelled. The cell pays for it; several
 * cells pay for that of a {@link WorkGraph}.
 */
public final class SharedWork {

  private static final WorkGraph.Meter METER =
      new WorkGraph.Meter() {
        @Override
        public <T> T apart(Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer) {
          return CellAccount.apart(work, within, payer);
        }

        @Override
        public void repeated() {
          again(1);
        }

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }
      };

  private SharedWork() {}

  /** A new graph of work that cells share, measured by their pool. */
  public static WorkGraph graph() {
    return new WorkGraph(METER, failure -> FailureCause.of(failure) == FailureCause.OWN);
  }

  public static <T> T run(Supplier<T> work) {
    return CellAccount.apart(work, false, done -> false);
  }

  /**
   * Counts restarts of the work of this thread's cell as its attempts: the cluster had lost the
   * input of the work, or its task.
   */
  public static void again(int times) {
    CellAccount.again(times);
  }
}
