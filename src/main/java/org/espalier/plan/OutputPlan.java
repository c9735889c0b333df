package org.espalier.plan;

/**
 * Where results go: {@code <path>/<study>/}.
 *
 * @param resume whether a study that is there goes on
 * @param overwrite whether a study that is there may be replaced
 */
public record OutputPlan(String path, Resume resume, boolean overwrite, JournalPlan journal) {

  /** Whether a study that was begun goes on. */
  public enum Resume {
    /** It is left alone. */
    NEVER,
    /** It goes on, and has to be there. */
    ALWAYS,
    /** It goes on if it is there, and begins otherwise. */
    AUTO
  }

  /** A place where no study goes on, with a journal as usual. */
  public OutputPlan(String path, boolean overwrite) {
    this(path, Resume.NEVER, overwrite, JournalPlan.USUAL);
  }
}
