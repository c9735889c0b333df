package org.espalier.study;

/** Way by which a study was asked for; no other one can resume it. */
public enum Door {
  /** A study file. */
  JOB("a job", "the same command with --resume"),
  /** Params of a {@code Tuner}. */
  TUNER("a tuner", "a fit with the same journal, params and rows"),
  /** Params of a {@code SplitTuner}. */
  SPLIT("a split tuner", "a fit with the same journal, params and rows"),
  /** Settings of a function, from Java or Python. */
  FUNCTION("a function", "the same call with the same journal");

  private final String noun;
  private final String resumption;

  Door(String noun, String resumption) {
    this.noun = noun;
    this.resumption = resumption;
  }

  /** Noun with its article. */
  public String noun() {
    return noun;
  }

  /** Command or call that continues an interrupted study. */
  public String resumption() {
    return resumption;
  }
}
