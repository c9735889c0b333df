package org.espalier.spark.task;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.task.rows.CellRows;

/** Fits of estimators on the same rows, several by one task. */
public interface GroupFits {

  /** True if two estimators can be fitted by one task on the same rows. */
  boolean isTogether(PipelineStage one, PipelineStage other);

  /** Announces a cell that will be trained on the rows, or a part of them. */
  void announce(CellRows cells);

  /**
   * Releases an announced cell.
   *
   * @param pays true if it pays its share of collecting the rows
   * @return that share
   */
  Usage release(CellRows cells, boolean pays);

  /**
   * Nanoseconds of work that each of some estimators that go together is planned to add to a task,
   * at most; 0 where they share it, or it is not known. Collects the rows, unless they are ready.
   */
  List<Long> planned(CellRows source, List<PipelineStage> estimators);

  /**
   * Fits estimators of which each two go together.
   *
   * @param wanted what is wanted of each fit
   * @return outcomes in the order of the estimators; without a fit where the rows are too large, or
   *     such that an ordinary fit has to say what is wrong with them
   */
  List<TaskOutcome> fit(CellRows rows, List<PipelineStage> estimators, Wanted wanted);

  /** Tasks that can run at a time, at least 1. */
  int slots();

  /** Limit of the time that a cell may take; empty for none. */
  Optional<Duration> limit();
}
