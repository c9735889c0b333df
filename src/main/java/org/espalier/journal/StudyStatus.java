package org.espalier.journal;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Status of a study, with the exit code of its process. */
public enum StudyStatus {
  /** A model was left. */
  FINISHED("finished", 0),
  /** Too many failures, or no trial completed within the budget. */
  GAVE_UP("gave-up", 3),
  /** A gate was not met; model and tables were left. */
  GATE_FAILED("gate-failed", 4),
  /** Settings or data are wrong; nothing was started. */
  INVALID("invalid", 2),
  /** A driver is at work; never recorded. */
  RUNNING("running", 130),
  /**
   * Interrupted from outside, or still running; {@link #TERMINATED} if the process was terminated.
   */
  INTERRUPTED("interrupted", 130),
  /** A defect of Espalier. */
  DEFECT("defect", 1);

  /** Exit code of a terminated process: 128 + SIGTERM; that of SIGINT is 128 + 2. */
  public static final int TERMINATED = 143;

  private final String key;
  private final int exitCode;

  StudyStatus(String key, int exitCode) {
    this.key = key;
    this.exitCode = exitCode;
  }

  /**
   * Status of a name in a journal or a summary.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static StudyStatus of(String key) {
    for (StudyStatus status : values()) {
      if (status.key.equals(key)) {
        return status;
      }
    }
    String all = Arrays.stream(values()).map(StudyStatus::key).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("must be one of %s, but is %s".formatted(all, key));
  }

  /** Name in a journal, a summary and on the page. */
  public String key() {
    return key;
  }

  public int exitCode() {
    return exitCode;
  }

  /** True if the search came to its end and its output was left. */
  public boolean isComplete() {
    return isFinal() || this == GATE_FAILED;
  }

  /**
   * True if a resumption with the same settings adds nothing; false after a missed gate, which may
   * be moved.
   */
  public boolean isFinal() {
    return this == FINISHED || this == GAVE_UP;
  }

  @Override
  public String toString() {
    return key;
  }
}
