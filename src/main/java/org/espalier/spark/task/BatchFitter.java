package org.espalier.spark.task;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.CellRows;

/** Fits of estimators on the same rows, several by one task. */
public interface BatchFitter {

  /** True if two estimators can be fitted by one task on the same rows. */
  boolean isTogether(PipelineStage one, PipelineStage other);

  /**
   * Planned work of a task.
   *
   * @param added maximum nanoseconds that each of its fits adds; 0 if they share the work, or it is
   *     unknown
   * @param once nanoseconds of what it makes once for all of them
   * @param most fits for whose state there is memory, at least 1
   */
  record Planned(List<Long> added, long once, int most) {
    public Planned {
      added = List.copyOf(added);
    }

    /** Work with memory for the state of all fits. */
    public Planned(List<Long> added, long once) {
      this(added, once, Integer.MAX_VALUE);
    }
  }

  /**
   * Planned work of the fits of several estimators; empty if no task can read the rows. Collects
   * them, unless they are ready.
   */
  Optional<Planned> planned(CellRows source, List<PipelineStage> estimators);

  /**
   * Fits estimators that one task can fit.
   *
   * @param wanted parts of each result
   * @return results in the order of the estimators; by jobs if the rows are too large, or an
   *     ordinary fit has to report what is wrong with them
   */
  List<FitResult> fit(CellRows rows, List<PipelineStage> estimators, TaskScoring wanted);

  /** Tasks that can run at a time, at least 1. */
  int slots();
}
