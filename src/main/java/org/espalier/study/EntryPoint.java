package org.espalier.study;

/** Entry point by which a study was started; no other one can resume it. */
public enum EntryPoint {
  /** A study file. */
  JOB(
      "a job",
      "the same command with --resume",
      "report DIR --study > again.conf, and tune again.conf; DIR is the folder of this page"),
  /** Params of a {@code Tuner}. */
  TUNER(
      "a tuner",
      "a fit with the same journal, params and rows",
      "a fit with these params and the same rows, without a journal"),
  /** Params of a {@code SplitTuner}. */
  SPLIT(
      "a split tuner",
      "a fit with the same journal, params and rows",
      "a fit with these params and the same rows, without a journal"),
  /** Settings of a function, from Java or Python. */
  FUNCTION("a function", "the same call with the same journal", "the same call without a journal");

  private final String noun;
  private final String resumption;
  private final String repetition;

  EntryPoint(String noun, String resumption, String repetition) {
    this.noun = noun;
    this.resumption = resumption;
    this.repetition = repetition;
  }

  /** Noun with its article. */
  public String noun() {
    return noun;
  }

  /** Command or call that continues an interrupted study. */
  public String resumption() {
    return resumption;
  }

  /** Commands or call that repeat a study from its beginning. */
  public String repetition() {
    return repetition;
  }
}
