package org.espalier.tune;

/** Why the loop ended. */
public enum StopReason {
  /** The scheduler had nothing more to propose. */
  FINISHED,
  /** The deadline was reached; the study is a prefix of the uncut one. */
  DEADLINE,
  /** Too many trials failed in a row. */
  FAILURES
}
