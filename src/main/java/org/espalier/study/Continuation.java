package org.espalier.study;

/**
 * State that a proposal continues: what a trial left at a rung that it completed. Where nothing is
 * kept of a trial, the proposal is evaluated from scratch.
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
