package org.espalier.spark.cell;

import java.util.List;
import java.util.Optional;
import org.espalier.study.CellTraining;
import org.espalier.study.Placement;

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

  /** True if a study chose it for a learner at a rung. */
  public boolean isAmong(List<Placement> choices) {
    return choices.stream().anyMatch(choice -> choice.trainer().equals(text));
  }

  /** The name in the journal and in the table of cells. */
  public String text() {
    return text;
  }
}
