package org.espalier.study;

/**
 * State from which a proposal continues: it was saved by a trial on a rung that the trial
 * completed. Where nothing is kept of a trial, the proposal is evaluated from scratch.
 *
 * @param trial the trial itself, or another one, its parent
 */
public record Continuation(int trial, int rung) {
  public Continuation {
    if (trial < 0 || rung < 0) {
      throw new IllegalArgumentException("Trial %d, rung %d.".formatted(trial, rung));
    }
  }
}
