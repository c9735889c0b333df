package org.espalier.evaluate;

import org.espalier.study.CellOutcome;

/** Fits and scores one cell; called from many threads at a time. */
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

  /** A cell was submitted and will be run, unless it is settled before. */
  default void announce(Cell cell) {}

  /** A cell that was announced has ended, or will not be run. */
  default void settled(Cell cell) {}

  /**
   * Whether a cell would only wait, as another one is at work on what it needs first; cheap, and
   * asked again whenever a cell ends.
   */
  default boolean waits(Cell cell) {
    return false;
  }

  /** Whom to tell when cells that would have waited may go on. */
  default void onChange(Runnable listener) {}

  /** Ends what a cell has under way; called again and again until it has ended. */
  default void cancel(Cell cell) {}
}
