package org.espalier.spark.sharing;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;

/**
 * Chain of stages of an estimator under a param map; a single stage if it is no plain {@code
 * Pipeline}. Made for one cell: its stages are copies.
 *
 * @param whole the estimator's copy under the map
 * @param last index of the last estimator among the stages; -1 if there is none
 */
public record StageChain(
    Estimator<?> estimator,
    ParamMap map,
    Estimator<?> whole,
    List<PipelineStage> stages,
    List<StageIdentity> identities,
    int last) {

  public StageChain {
    stages = List.copyOf(stages);
    identities = List.copyOf(identities);
  }

  boolean isPipeline() {
    return stages.get(0) != whole;
  }

  /** Number of stages before the last estimator, which can be shared with other chains. */
  int shareable() {
    return Math.max(0, last);
  }

  /**
   * Number of leading stages that treat each row by itself: their output is the same in every fold.
   */
  int rowWise() {
    int count = 0;
    while (count < shareable() && RowWise.is(stages.get(count))) {
      count++;
    }
    return count;
  }

  /** True if the last estimator's model is what makes predictions. */
  boolean endsWithEstimator() {
    return last == stages.size() - 1;
  }

  /** True if all stages before the last estimator treat each row by itself. */
  boolean isRowWise() {
    return rowWise() == shareable();
  }

  /** What decides about the rows behind so many stages. */
  List<StageIdentity> path(int depth) {
    return identities.subList(0, depth);
  }
}
