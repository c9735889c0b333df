package org.espalier.study;

/**
 * Place where the cells of a learner are trained on a rung, chosen when the study begins.
 *
 * @param learner name in the study; empty for the one estimator of a tuner
 * @param rung from 0
 * @param trainer code that fits them; one task where a cell's params and rows allow it
 * @param reason in a few words
 * @param memory maximum number of bytes of a table that is trained on inside a task
 */
public record Placement(String learner, int rung, Trainer trainer, String reason, long memory) {

  /** True if a task trains them, where params and rows allow it. */
  public boolean isInTask() {
    return trainer == Trainer.TASK;
  }

  public Placement at(int other) {
    return new Placement(learner, other, trainer, reason, memory);
  }
}
