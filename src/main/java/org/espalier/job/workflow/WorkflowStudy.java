package org.espalier.job.workflow;

/** Studies of a workflow, in their order. */
public enum WorkflowStudy {
  /** Each learner's defaults on all folds, after the table is read. */
  DEFAULTS("1-defaults", 20),
  /** Each param by itself, from the defaults. */
  ONE_AT_A_TIME("2-one-at-a-time", 25),
  /** Random configurations on a part of the rows, the best of them on all. */
  RANDOM("3-random", 25),
  /** A fine grid around the best, its finalists on further folds, the winner on held-out rows. */
  FINAL("4-final", 30);

  private final String folder;
  private final int percent;

  WorkflowStudy(String folder, int percent) {
    this.folder = folder;
    this.percent = percent;
  }

  /** Name of the study, and of its folder within that of the workflow. */
  public String folder() {
    return folder;
  }

  /** Share of the budget of the workflow, in percent; together 100. */
  public int percent() {
    return percent;
  }

  /** True if its winner is fitted on all training rows and scored on held-out rows. */
  public boolean isLast() {
    return this == FINAL;
  }
}
