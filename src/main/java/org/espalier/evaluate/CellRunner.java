package org.espalier.evaluate;

import org.espalier.study.CellOutcome;

/** Back end that fits and scores one cell; called from many threads at a time. */
@FunctionalInterface
public interface CellRunner {

  /**
   * Runs a cell to its end.
   *
   * @throws PoolLostException if no cell is to be run any more; this one is not recorded
   * @throws Exception whatever the configuration's fit threw; the cell is then failed with it as
   *     its reason
   */
  CellOutcome run(Cell cell) throws Exception;

  /** Planned training rows of a cell. */
  default long rows(Cell cell) {
    return cell.proposal().rows();
  }

  /**
   * Planned work of a cell, at least 0, in any unit. Of the cells that wait the largest is run
   * first; of equal ones the first in order.
   */
  default double work(Cell cell) {
    return 0;
  }

  /** A cell was submitted and will be run, unless it is settled before. */
  default void announce(Cell cell) {}

  /** A cell that was announced has ended, or will not be run. */
  default void settled(Cell cell) {}

  /**
   * True if a cell would only wait for another one that computes what it needs; cheap, and checked
   * again whenever a cell ends.
   */
  default boolean waits(Cell cell) {
    return false;
  }

  /** True if a cell is not to be started any more, whatever ends before. */
  default boolean isRefused(Cell cell) {
    return false;
  }

  /** Sets the callback for the moment when cells that would have waited may run. */
  default void onChange(Runnable listener) {}

  /** Cancels the work of a cell; called repeatedly until it has ended. */
  default void cancel(Cell cell) {}
}
