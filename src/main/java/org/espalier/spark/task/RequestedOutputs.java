package org.espalier.spark.task;

import java.io.Serializable;
import org.espalier.metric.CellMetrics;
import org.espalier.spark.task.rows.TaskScorer;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a result that a task returns of each of its fits.
 *
 * @param metrics scores by them; null for none
 * @param models true if models are sent to the driver
 */
public record RequestedOutputs(@Nullable CellMetrics metrics, boolean weighted, boolean models)
    implements Serializable {

  /** A model alone. */
  public static final RequestedOutputs MODEL = new RequestedOutputs(null, false, true);

  /**
   * Scores.
   *
   * @param models true if models are wanted, too
   */
  public static RequestedOutputs scores(TaskScorer scorer, boolean models) {
    return new RequestedOutputs(scorer.metrics(), scorer.isWeighted(), models);
  }
}
