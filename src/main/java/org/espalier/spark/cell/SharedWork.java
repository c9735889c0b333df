package org.espalier.spark.cell;

import java.util.function.Supplier;

/**
 * Work in a cell's thread whose results outlive the cell: what it persists is not mistaken for a
 * leftover of a failed cell, and it goes on if the cell is cancelled. The cell pays for it; work
 * that several cells pay for is that of {@link SharedCosts}.
 */
public final class SharedWork {

  private SharedWork() {}

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
