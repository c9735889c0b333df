package org.espalier.spark.cell;

import java.util.Set;
import org.espalier.evaluate.Cell;

/** Implementation of fitting and scoring a cell; called from many threads at a time. */
public interface CellWork {

  /** Fits the cell's configuration on its training rows. */
  FittedCell fit(Cell cell);

  /** Planned training rows of a cell. */
  long rows(Cell cell);

  /** Planned work of a cell; see {@link org.espalier.evaluate.CellRunner#work}. */
  default double work(Cell cell) {
    return 0;
  }

  /** Metric that the study optimises. */
  String metric();

  /** Words that the reason of a failure may contain: names of columns and text params of stages. */
  Set<String> words();

  /** A run of a cell has ended by an exception, by whoever's fault. */
  default void threw(Cell cell, Throwable thrown) {}

  /** A cell will be fitted, unless it is settled before. */
  default void announce(Cell cell) {}

  /**
   * Releases a cell that was announced: it has ended, or will not be run. Further calls do nothing.
   *
   * @param ran true if the cell ran, and pays for what was done for it and others
   * @return the cell's share in the cost of work that is done once for several cells
   */
  default Usage settled(Cell cell, boolean ran) {
    return Usage.NONE;
  }

  /** True if another cell is computing what this cell needs first. */
  default boolean waits(Cell cell) {
    return false;
  }

  /** Sets the callback for the moment when cells that would have waited may run. */
  default void onChange(Runnable listener) {}
}
