package org.espalier.plan;

/**
 * Where results go: {@code <path>/<study>/}.
 *
 * @param resume whether a study that is there goes on
 * @param overwrite whether a study that is there may be replaced
 * @param names whether names of columns and classes may stand in what is left and printed
 * @param predictions whether a table is left of what the winner says of rows it was not fitted on
 * @param model how the model is saved
 */
public record OutputPlan(
    String path,
    Resume resume,
    boolean overwrite,
    Names names,
    boolean predictions,
    Save model,
    JournalPlan journal) {

  /** How a fitted pipeline is saved. */
  public enum Save {
    /** As one pipeline that plain Spark loads. */
    SPARK,
    /** The learner in its library's own format, the stages around it as pipelines. */
    NATIVE
  }

  /** Whether names of columns and classes may be seen. */
  public enum Names {
    SHOWN,
    /** Nowhere but in the model, and in messages about what is wrong with the data. */
    HIDDEN
  }

  /** Whether a study that was begun goes on. */
  public enum Resume {
    /** It is left alone. */
    NEVER,
    /** It goes on, and has to be there. */
    ALWAYS,
    /** It goes on if it is there, and begins otherwise. */
    AUTO
  }

  /** A place where names are shown, and the model is saved by Spark. */
  public OutputPlan(String path, Resume resume, boolean overwrite, JournalPlan journal) {
    this(path, resume, overwrite, Names.SHOWN, false, Save.SPARK, journal);
  }

  /** A place where no study goes on, with a journal as usual. */
  public OutputPlan(String path, boolean overwrite) {
    this(path, Resume.NEVER, overwrite, JournalPlan.USUAL);
  }

  /** Whether names of columns and classes are hidden. */
  public boolean hidesNames() {
    return names == Names.HIDDEN;
  }
}
