package org.espalier.plan;

/**
 * Where results go: {@code <path>/<study>/}.
 *
 * @param overwrite whether a study that is there may be replaced
 */
public record OutputPlan(String path, boolean overwrite, JournalPlan journal) {

  /** With a journal as usual. */
  public OutputPlan(String path, boolean overwrite) {
    this(path, overwrite, JournalPlan.USUAL);
  }
}
