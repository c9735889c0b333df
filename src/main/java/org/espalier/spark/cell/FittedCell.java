package org.espalier.spark.cell;

import java.util.Map;

/** Cell with a fitted model. */
@FunctionalInterface
public interface FittedCell {

  /**
   * Scores on the cell's validation rows by metric, each in its own direction; may be NaN. One of
   * them is {@link CellWork#metric()}.
   */
  Map<String, Double> score();
}
