package org.espalier.tune;

/**
 * Thrown when the process is about to end: nothing more is recorded or done. The record so far is
 * complete.
 */
public final class StudyInterruptedException extends IllegalStateException {

  /** Exception without details. */
  public StudyInterruptedException() {
    super("The study was interrupted.");
  }
}
