package org.espalier.study;

/** State of a trial, which distinguishes failed, pruned and finished trials. */
public enum TrialState {
  QUEUED,
  RUNNING,
  /** Evaluated at a rung, waiting for the rung to close. */
  PAUSED,
  /** Evaluated on all folds at full resource. */
  COMPLETED,
  PRUNED,
  /** Failed by itself: it threw an exception, timed out or had no finite score. */
  FAILED,
  /** Lost because of the infrastructure. */
  LOST,
  /** Under way when the study ended. */
  CANCELLED
}
