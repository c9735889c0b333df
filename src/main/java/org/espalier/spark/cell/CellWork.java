package org.espalier.spark.cell;

import java.util.Set;
import org.espalier.evaluate.Cell;

/** What fitting and scoring a cell means; called from many threads at a time. */
public interface CellWork {

  /** Fits the cell's configuration on its training rows. */
  FittedCell fit(Cell cell);

  /** Planned training rows of a cell. */
  long rows(Cell cell);

  /** Metric that the study is about. */
  String metric();

  /** What the reason of a failure may name: columns, and what stages were told in words. */
  Set<String> words();

  /** A run of a cell has ended by an exception, by whoever's fault. */
  default void threw(Cell cell, Throwable thrown) {}

  /** A cell will be fitted, unless it is settled before. */
  default void announce(Cell cell) {}

  /** A cell that was announced has ended, or will not be run. */
  default void settled(Cell cell) {}

  /** Whether another cell is at work on what a cell needs first. */
  default boolean waits(Cell cell) {
    return false;
  }

  /** Whom to tell when cells that would have waited may go on. */
  default void onChange(Runnable listener) {}
}
