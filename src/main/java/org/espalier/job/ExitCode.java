package org.espalier.job;

/** Exit codes of a run. */
final class ExitCode {

  /** A model was left. */
  static final int FINISHED = 0;

  /** A defect of ours; the stack trace says where. */
  static final int DEFECT = 1;

  /** Settings or data are wrong; nothing was started. */
  static final int INVALID = 2;

  /** Too many failures, or no trial completed within the budget. */
  static final int GAVE_UP = 3;

  /** A gate was not met; model and tables were left. */
  static final int GATE = 4;

  /** Interrupted by SIGINT: 128 + 2. */
  static final int INTERRUPTED = 130;

  /** Terminated by SIGTERM: 128 + 15. */
  static final int TERMINATED = 143;

  private ExitCode() {}
}
