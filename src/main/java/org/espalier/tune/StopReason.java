package org.espalier.tune;

/** Reason why the loop ended. */
public enum StopReason {
  /** The scheduler had nothing more to propose. */
  FINISHED,
  /**
   * The next request would have exceeded the planned units; all outstanding outcomes were awaited.
   */
  UNITS,
  /** A trial reached the target score at full fidelity. */
  TARGET,
  /** The given number of consecutive trials brought no improvement at full fidelity. */
  NO_IMPROVEMENT,
  /** A model bounds the remaining regret below the limit. */
  REGRET,
  /**
   * The deadline was reached, or nothing under way would end before it. The study is a prefix of
   * the uncut one, followed by the outcomes of what had ended by then.
   */
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
