package org.espalier.spark.cell;

import java.util.Map;
import org.espalier.study.CellTraining;

/** Cell with a fitted model. */
@FunctionalInterface
public interface FittedCell {

  /**
   * Scores on the cell's validation rows by metric, each in its own direction; may be NaN. One of
   * them is {@link CellWork#metric()}.
   */
  Map<String, Double> score();

  /** Trainer of the cell, and the reason for it; by default the jobs of MLlib's own fit. */
  default CellTraining training() {
    return CellTraining.by(Trainer.JOBS.text());
  }

  /** The same cell with its training. */
  default FittedCell by(CellTraining training) {
    FittedCell cell = this;
    return new FittedCell() {
      @Override
      public Map<String, Double> score() {
        return cell.score();
      }

      @Override
      public CellTraining training() {
        return training;
      }
    };
  }
}
