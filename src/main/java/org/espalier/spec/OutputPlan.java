package org.espalier.spec;

import java.util.List;

/**
 * Output of a study, in {@code <path>/<study>/}.
 *
 * @param resume treatment of an existing study
 * @param overwrite true if an existing study may be replaced
 * @param names visibility of names of columns and classes in output files and printed lines
 * @param predictions true if a table of the winner's out-of-fold predictions is written
 * @param model model that is left
 */
public record OutputPlan(
    String path,
    Resume resume,
    boolean overwrite,
    Names names,
    boolean predictions,
    ModelPlan model,
    JournalPlan journal) {

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

  /**
   * Output by its settings.
   *
   * @param costs costs of decisions, as they were read
   */
  public static OutputPlan of(SettingValues values, List<List<Double>> costs) {
    return new OutputPlan(
        values.text("path").orElse(""),
        values.constant("resume", Resume.class),
        values.truth("overwrite"),
        values.constant("names", Names.class),
        values.truth("collect-predictions"),
        ModelPlan.of(values, costs),
        new JournalPlan(values.whole("loss-events"), values.time("lease").orElseThrow()));
  }

  /** Output with names shown and the usual model. */
  public OutputPlan(String path, Resume resume, boolean overwrite, JournalPlan journal) {
    this(path, resume, overwrite, Names.SHOWN, false, ModelPlan.USUAL, journal);
  }

  /** Output without resume, with the default journal. */
  public OutputPlan(String path, boolean overwrite) {
    this(path, Resume.NEVER, overwrite, JournalPlan.USUAL);
  }

  /** True if the winner is fitted on all training rows, and its model saved. */
  public boolean savesModel() {
    return model.save() != ModelPlan.Save.NONE;
  }

  /** True if names of columns and classes are hidden. */
  public boolean hidesNames() {
    return names == Names.HIDDEN;
  }
}
