package org.espalier.spark.cell;

import org.apache.spark.ml.Transformer;
import org.espalier.evaluate.Cell;

/** What fitting and scoring a cell means; called from many threads at a time. */
public interface CellWork {

  /** Fits the cell's configuration on its training rows. */
  Transformer fit(Cell cell);

  /**
   * The score of a fitted model on the cell's validation rows, in the metric's own direction; may
   * be NaN.
   */
  double score(Cell cell, Transformer model);

  /** Planned training rows of a cell. */
  long rows(Cell cell);

  /** Metric, for the reason of a cell whose score is not finite. */
  String metric();
}
