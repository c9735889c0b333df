package org.espalier.evaluate;

import org.espalier.study.CellOutcome;

/** Back end that fits and scores one cell; called from many threads at a time. */
@FunctionalInterface
public interface CellRunner extends CellLifecycle {

  /**
   * Runs a cell to its end.
   *
   * @throws PoolLostException if no cell is to be run any more; this one is not recorded
   * @throws Exception any failure of the configuration's fit; the cell fails with it as its reason
   */
  CellOutcome run(Cell cell) throws Exception;

  /** True if a cell is not to be started any more, whatever ends before. */
  default boolean isRefused(Cell cell) {
    return false;
  }

  /** Cancels the work of a cell; called repeatedly until it has ended. */
  default void cancel(Cell cell) {}
}
