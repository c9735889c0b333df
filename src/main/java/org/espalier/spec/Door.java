package org.espalier.spec;

/** Way by which a study is asked for. */
public enum Door {
  /** A study file. */
  JOB,
  /** Params of a {@code Tuner}. */
  TUNER,
  /** Params of a {@code SplitTuner}. */
  SPLIT,
  /** Settings of a function, from Java or Python. */
  FUNCTION
}
