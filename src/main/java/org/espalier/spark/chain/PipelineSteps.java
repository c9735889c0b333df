package org.espalier.spark.chain;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.study.Placement;

/**
 * Chain of stages that a cell fits, made for this cell: its stages are copies, or new.
 *
 * <p>Its stages are those of an estimator under a param map: a single one if that is no plain
 * {@code Pipeline}.
 *
 * @param whole the estimator's copy under the map
 * @param leading number of stages before the last estimator that treat each row by itself, and come
 *     before all others
 * @param place where a study trains the last estimator; empty if that is not decided
 * @param continued true if a fit of more iterations may continue from its last estimator's
 */
public record PipelineSteps(
    Estimator<?> estimator,
    ParamMap map,
    Estimator<?> whole,
    List<PipelineStage> stages,
    List<StepKey> identities,
    int leading,
    Optional<Placement> place,
    boolean continued) {

  public PipelineSteps {
    stages = List.copyOf(stages);
    identities = List.copyOf(identities);
  }

  /** Copy with the last estimator trained in a place. */
  public PipelineSteps in(Optional<Placement> other) {
    return new PipelineSteps(estimator, map, whole, stages, identities, leading, other, continued);
  }

  /** Copy whose fit is kept, because a chain of more iterations may continue from it. */
  public PipelineSteps continues() {
    return new PipelineSteps(estimator, map, whole, stages, identities, leading, place, true);
  }

  /**
   * Reason why the last estimator is not trained inside a task, whatever its rows; empty if it may
   * be.
   */
  public String jobs() {
    return place.filter(decided -> !decided.isInTask()).map(Placement::reason).orElse("");
  }

  /** Index of the last estimator among the stages; -1 if there is none. */
  public int last() {
    return last(stages);
  }

  static int last(List<PipelineStage> stages) {
    int last = stages.size() - 1;
    while (last >= 0 && !(stages.get(last) instanceof Estimator)) {
      last--;
    }
    return last;
  }

  public boolean isPipeline() {
    return stages.get(0) != whole;
  }

  /** The last estimator; only if there is one. */
  public Estimator<?> learner() {
    return (Estimator<?>) stages.get(last());
  }

  /** A fitted stage as it transforms validation rows: with the map's values, as Spark does. */
  public Transformer scoring(Transformer stage) {
    return map.size() == 0 ? stage : stage.copy(map);
  }

  /** Number of stages before the last estimator, which can be shared with other chains. */
  public int shareable() {
    return Math.max(0, last());
  }

  /** True if the last estimator's model makes the predictions. */
  public boolean endsWithEstimator() {
    return last() == stages.size() - 1;
  }

  /** True if all stages before the last estimator treat each row by itself. */
  public boolean isRowWise() {
    return leading == shareable();
  }

  /** Identities that determine the rows after so many stages. */
  public List<StepKey> path(int depth) {
    return identities.subList(0, depth);
  }
}
