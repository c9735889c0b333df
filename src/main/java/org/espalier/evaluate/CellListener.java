package org.espalier.evaluate;

import org.espalier.study.CellOutcome;

/** Hears of cells as they are run, from many threads at a time. */
public interface CellListener {

  /** A cell is about to be run; of one that is not, nothing is heard. */
  default void started(Cell cell) {}

  /**
   * A cell was run to its end, or cancelled while it ran: then its outcome holds what it cost until
   * then.
   */
  default void ended(Cell cell, CellOutcome outcome) {}
}
