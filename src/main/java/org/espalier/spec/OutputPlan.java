package org.espalier.spec;

/**
 * Output of a study, in {@code <path>/<study>/}.
 *
 * @param resume treatment of an existing study
 * @param overwrite true if an existing study may be replaced
 * @param names visibility of names of columns and classes in output files and printed lines
 * @param predictions true if a table of the winner's out-of-fold predictions is written
 * @param model format of the saved model
 */
public record OutputPlan(
    String path,
    Resume resume,
    boolean overwrite,
    Names names,
    boolean predictions,
    Save model,
    JournalPlan journal) {

  /** Format of a saved pipeline. */
  public enum Save {
    /** One pipeline that plain Spark loads. */
    SPARK,
    /** The learner in its library's own format, the stages around it as pipelines. */
    NATIVE,
    /** No model: the winner is neither fitted on all training rows nor scored on held-out rows. */
    NONE
  }

  /** Visibility of names of columns and classes. */
  public enum Names {
    SHOWN,
    /** Names appear only in the model, and in messages about problems with the data. */
    HIDDEN
  }

  /** Treatment of an existing study. */
  public enum Resume {
    /** An existing study is left alone. */
    NEVER,
    /** The study is resumed; it is an error if there is none. */
    ALWAYS,
    /** An existing study is resumed; otherwise a new one begins. */
    AUTO
  }

  public static OutputPlan of(SettingValues values) {
    return new OutputPlan(
        values.text("path").orElse(""),
        values.constant("resume", Resume.class),
        values.truth("overwrite"),
        values.constant("names", Names.class),
        values.truth("collect-predictions"),
        values.constant("save", Save.class),
        new JournalPlan(
            values.whole("loss-events"),
            values.time("loss-time").orElseThrow(),
            values.time("lease").orElseThrow()));
  }

  /** Output with names shown and the model saved by Spark. */
  public OutputPlan(String path, Resume resume, boolean overwrite, JournalPlan journal) {
    this(path, resume, overwrite, Names.SHOWN, false, Save.SPARK, journal);
  }

  /** Output without resume, with the default journal. */
  public OutputPlan(String path, boolean overwrite) {
    this(path, Resume.NEVER, overwrite, JournalPlan.USUAL);
  }

  /** True if the winner is fitted on all training rows, and its model saved. */
  public boolean savesModel() {
    return model != Save.NONE;
  }

  /** True if names of columns and classes are hidden. */
  public boolean hidesNames() {
    return names == Names.HIDDEN;
  }
}
