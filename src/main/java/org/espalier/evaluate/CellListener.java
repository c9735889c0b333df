package org.espalier.evaluate;

import org.espalier.study.CellOutcome;

/** Listener to cells as they run; called from many threads at a time. */
public interface CellListener {

  /** A cell is about to run; not called for cells that never run. */
  default void started(Cell cell) {}

  /**
   * A cell ran to its end, or was cancelled while it ran; not called for cells that the closing of
   * the pool interrupted.
   */
  default void ended(Cell cell, CellOutcome outcome) {}
}
