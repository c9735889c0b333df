package org.espalier.spark.cell;

import java.util.Optional;
import org.espalier.study.CellTraining;

/** Way in which a cell is fitted, as tables and journal name it. */
public enum Trainer {
  /** By the jobs of an estimator's own fit. */
  JOBS("spark"),

  /** Inside one task, on broadcast rows. */
  TASK("task");

  private final String text;

  Trainer(String text) {
    this.text = text;
  }

  /** Training by it, for a reason in a few words. */
  public CellTraining because(String reason) {
    return new CellTraining(text, Optional.of(reason));
  }

  /** The name in the journal and in the table of cells. */
  public String text() {
    return text;
  }
}
