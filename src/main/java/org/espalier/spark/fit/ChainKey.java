package org.espalier.spark.fit;

import java.util.OptionalInt;
import org.espalier.evaluate.Cell;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.study.RungLadder;

/**
 * Key of a cell's chain and part. Cells with equal keys are one reader of rows.
 *
 * @param iterations number of iterations of a further step; empty for the number that the
 *     configuration and the rung give
 */
public record ChainKey(Configuration configuration, int fold, int rung, OptionalInt iterations) {

  public ChainKey(Configuration configuration, int fold, int rung) {
    this(configuration, fold, rung, OptionalInt.empty());
  }

  static ChainKey of(Cell cell) {
    return new ChainKey(
        cell.configuration(), cell.fold(), cell.proposal().rung(), cell.iterations());
  }

  /** Returns the part of a table that the reader reads. */
  FoldPart part(FoldedTable table, RungLadder ladder) {
    return table.part(fold, ladder.rung(rung).rows(), ladder);
  }
}
