package org.espalier.evaluate;

import org.espalier.study.CellOutcome;

/** Fits and scores one cell; called from many threads at a time. */
public interface CellRunner {

  /**
   * Runs a cell to its end.
   *
   * @throws Exception whatever the configuration's fit threw; the cell is then failed with it as
   *     its reason
   */
  CellOutcome run(Cell cell) throws Exception;

  /** Planned training rows of a cell. */
  long rows(Cell cell);

  /** Ends the cells of a trial that are being run, as soon as it can. */
  void cancel(int trial);
}
