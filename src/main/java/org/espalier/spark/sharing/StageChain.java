package org.espalier.spark.sharing;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
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

  /** Package of transformers that treat each row by itself, except the one that runs a query. */
  private static final String FEATURES = "org.apache.spark.ml.feature.";

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
    while (count < shareable() && isRowWise(stages.get(count))) {
      count++;
    }
    return count;
  }

  private static boolean isRowWise(PipelineStage stage) {
    return stage instanceof Transformer
        && stage.getClass().getName().startsWith(FEATURES)
        && !(stage instanceof SQLTransformer);
  }

  /** Identities of the first {@code depth} stages, which determine the rows after them. */
  List<StageIdentity> path(int depth) {
    return identities.subList(0, depth);
  }
}
