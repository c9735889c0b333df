package org.espalier.evaluate;

import java.time.Duration;
import org.espalier.study.CellOutcome;

/**
 * Policy of a {@link CellPool} for waiting cells: which one starts first, and which ones are not
 * started any more. Called from many threads at a time.
 */
public interface StartPolicy {

  /** Policy that starts all cells, in the order of the runner's precedence. */
  StartPolicy ALL = new StartPolicy() {};

  /** Policy that starts no cell. */
  StartPolicy NONE =
      new StartPolicy() {
        @Override
        public boolean isLate(Cell cell) {
          return true;
        }
      };

  /**
   * Precedence of a cell when it is submitted: of the cells that wait, the one with the highest is
   * started first.
   *
   * @param ofRunner precedence that the runner gives it, at least 0
   */
  default double precedence(Cell cell, double ofRunner) {
    return ofRunner;
  }

  /** True if a cell is not started now, as it would not end in time. */
  default boolean isLate(Cell cell) {
    return false;
  }

  /**
   * A cell has ended.
   *
   * @param taken time from its start to its end
   */
  default void ended(Cell cell, CellOutcome outcome, Duration taken) {}
}
