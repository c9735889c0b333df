package org.espalier.spark.cell;

import java.util.function.Supplier;
import org.espalier.evaluate.Cell;

/**
 * Cell whose candidate was trained together with others.
 *
 * @param share of the cost of the training, in (0, 1]; those of all cells sum up to 1
 * @param hasScores true if the training has computed the cell's scores, so that it needs no job
 * @param fit makes the fitted cell of the result, or by an ordinary fit where there is none
 */
public record TrainedCell(Cell cell, double share, boolean hasScores, Supplier<FittedCell> fit) {

  /** This result as that of another cell. */
  public TrainedCell of(Cell other) {
    return new TrainedCell(other, share, hasScores, fit);
  }
}
