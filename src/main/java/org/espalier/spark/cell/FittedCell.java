package org.espalier.spark.cell;

import java.util.Map;
import java.util.function.Supplier;
import org.espalier.study.CellTraining;

/**
 * Cell with a fitted model.
 *
 * @param score computes the scores on the cell's validation rows by metric, each in its own
 *     direction; may be NaN. One of them is {@link CellWork#metric()}
 * @param training trainer of the cell, and the reason for it
 * @param restarts of the task of its training, as the cluster had lost an executor
 */
public record FittedCell(Supplier<Map<String, Double>> score, CellTraining training, int restarts) {

  /** Cell whose fit was not restarted. */
  public FittedCell(Supplier<Map<String, Double>> score, CellTraining training) {
    this(score, training, 0);
  }
}
