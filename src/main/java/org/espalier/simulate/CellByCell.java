package org.espalier.simulate;

import java.util.function.BiConsumer;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.study.CellOutcome;

/** Runner of batches that runs the cells of each one after another, by a function of a cell. */
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // a batch is run as its cells
public interface CellByCell extends BatchRunner {

  /**
   * Runs a cell to its end.
   *
   * @throws Exception any failure of the cell, which is its reason
   */
  CellOutcome run(Cell cell) throws Exception;

  static BatchRunner of(CellByCell runner) {
    return runner;
  }

  /** Cancels a cell; called repeatedly until it has ended. */
  default void cancel(Cell cell) {}

  @Override
  default void run(CellBatch batch, BiConsumer<Cell, CellOutcome> done) throws Exception {
    for (Cell cell : batch.cells()) {
      done.accept(cell, run(cell));
    }
  }

  @Override
  default void cancel(CellBatch batch) {
    batch.cells().forEach(this::cancel);
  }
}
