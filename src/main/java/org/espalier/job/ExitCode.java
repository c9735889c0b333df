package org.espalier.job;

import org.espalier.journal.StudyStatus;

/** Exit codes of a run. */
final class ExitCode {

  /** A model was left. */
  static final int FINISHED = StudyStatus.FINISHED.exitCode();

  /** A defect of ours; the stack trace says where. */
  static final int DEFECT = StudyStatus.DEFECT.exitCode();

  /** Settings or data are wrong; nothing was started. */
  static final int INVALID = StudyStatus.INVALID.exitCode();

  /** Too many failures, or no trial completed within the budget. */
  static final int GAVE_UP = StudyStatus.GAVE_UP.exitCode();

  /** A gate was not met; model and tables were left. */
  static final int GATE = StudyStatus.GATE_FAILED.exitCode();

  /** Interrupted by SIGINT: 128 + 2. */
  static final int INTERRUPTED = StudyStatus.INTERRUPTED.exitCode();

  /** Terminated by SIGTERM: 128 + 15. */
  static final int TERMINATED = StudyStatus.TERMINATED;

  private ExitCode() {}
}
