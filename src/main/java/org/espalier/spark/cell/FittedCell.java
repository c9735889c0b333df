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

  /** What fitted it: jobs of MLlib's own fit, unless it says otherwise. */
  default Trainer trainer() {
    return Trainer.JOBS;
  }

  /** The same cell, of which it is known what fitted it. */
  default FittedCell by(Trainer trainer) {
    FittedCell cell = this;
    return new FittedCell() {
      @Override
      public Map<String, Double> score() {
        return cell.score();
      }

      @Override
      public Trainer trainer() {
        return trainer;
      }
    };
  }
}
