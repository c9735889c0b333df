package org.espalier.study;

/**
 * Where a trial stands. A failed, a pruned and a finished trial are three different things
 * everywhere.
 */
public enum TrialState {
  QUEUED,
  RUNNING,
  /** Told at a rung, waiting for the rung to close. */
  PAUSED,
  /** Evaluated on all folds at full resource. */
  COMPLETED,
  PRUNED,
  /** By its own fault: it threw, timed out or had no finite score. */
  FAILED,
  /** By the fault of the infrastructure. */
  LOST,
  /** Under way when the study ended. */
  CANCELLED
}
