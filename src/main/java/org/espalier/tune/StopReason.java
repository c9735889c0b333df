package org.espalier.tune;

/** Why the loop ended. */
public enum StopReason {
  /** The scheduler had nothing more to propose. */
  FINISHED,
  /**
   * What was asked for next would have gone beyond the planned units; all that was asked is told.
   */
  UNITS,
  /** A trial in full was at least as good as was asked for. */
  TARGET,
  /** So many trials brought no better one in full. */
  NO_IMPROVEMENT,
  /** A model expects that no more can be gained than is worth it, or than can be told. */
  REGRET,
  /** The deadline was reached; the study is a prefix of the uncut one. */
  DEADLINE,
  /** The task time was used up; the study is a prefix of the uncut one. */
  TASK_TIME,
  /** Too many trials failed in a row. */
  FAILURES;

  /** Whether a budget was used up before the scheduler came to its end. */
  public boolean isSpent() {
    return this == UNITS || isMeasured();
  }

  /** Whether it came of something measured, so that the same study may end elsewhere next time. */
  public boolean isMeasured() {
    return this == DEADLINE || this == TASK_TIME;
  }
}
