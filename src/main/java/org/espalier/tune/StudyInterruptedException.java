package org.espalier.tune;

/**
 * The process is about to end: nothing more is recorded, and so nothing more is done. What was
 * recorded is whole.
 */
public final class StudyInterruptedException extends IllegalStateException {

  /** One that says no more. */
  public StudyInterruptedException() {
    super("The study was interrupted.");
  }
}
