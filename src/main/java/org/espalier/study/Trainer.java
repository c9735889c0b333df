package org.espalier.study;

import java.util.Optional;

/** Way in which a cell is fitted, by its name in tables and journal. */
public enum Trainer {
  /** By the jobs of an estimator's own fit. */
  JOBS("spark"),

  /** Inside one task, on broadcast rows. */
  TASK("task"),

  /** By passes over rows that stay distributed. */
  DISTRIBUTED("distributed"),

  /** By no code, or it is not known by which. */
  NONE("");

  private final String text;

  Trainer(String text) {
    this.text = text;
  }

  /**
   * Trainer of a name in a journal.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Trainer of(String text) {
    for (Trainer trainer : values()) {
      if (trainer.text.equals(text)) {
        return trainer;
      }
    }
    throw new IllegalArgumentException(
        "must be '%s', '%s', '%s' or empty, but is '%s'"
            .formatted(JOBS.text, TASK.text, DISTRIBUTED.text, text));
  }

  /** Training by it, for a reason in a few words. */
  public CellTraining because(String reason) {
    return new CellTraining(this, Optional.of(reason));
  }

  /** The name in the journal and in the table of cells. */
  public String text() {
    return text;
  }
}
