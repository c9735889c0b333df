package org.espalier.spark.sharing.stage;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;

/**
 * Chain of stages that a cell fits, made for this cell: its stages are copies, or new.
 *
 * <p>A chain is that of an estimator under a param map, of a single stage if it is no plain {@code
 * Pipeline}; or that of a learner after stages of a study, which is fitted and scored by itself.
 *
 * @param whole the estimator's copy under the map, or the learner
 * @param last index of the last estimator among the stages; -1 if there is none
 * @param leading number of stages before it that treat each row by itself, and come before all
 *     others
 * @param jobs reason why the last estimator is not trained inside a task, whatever its rows; empty
 *     if it may be
 */
public record PipelineSteps(
    Estimator<?> estimator,
    ParamMap map,
    Estimator<?> whole,
    List<PipelineStage> stages,
    List<StepKey> identities,
    int last,
    int leading,
    String jobs) {

  public PipelineSteps {
    stages = List.copyOf(stages);
    identities = List.copyOf(identities);
  }

  /**
   * Chain of a learner.
   *
   * @param stages stages before it, at least one
   * @param keys of the fit of each of them, given those before it; compared by equality
   * @param known number of leading stages that the study knows to treat each row by itself
   */
  public static PipelineSteps of(
      Estimator<?> learner, List<PipelineStage> stages, List<?> keys, int known) {
    List<PipelineStage> all = new ArrayList<>(stages);
    all.add(learner);
    List<StepKey> identities = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      identities.add(StepKey.of(stages.get(i), keys.get(i)));
    }
    identities.add(StepKey.of(learner, learner.uid())); // a user's class may hold anything
    int last = stages.size();
    int leading = known + RowWise.leading(stages.subList(known, last));
    return new PipelineSteps(
        learner, ParamMap.empty(), learner, all, identities, last, leading, "");
  }

  /** The same, with the last estimator trained by its own fit, for a reason in a few words. */
  public PipelineSteps byJobs(String reason) {
    return new PipelineSteps(estimator, map, whole, stages, identities, last, leading, reason);
  }

  public boolean isPipeline() {
    return !isLearner() && stages.get(0) != whole;
  }

  /** True if it is the chain of a learner. */
  public boolean isLearner() {
    return stages.size() > 1 && last >= 0 && stages.get(last) == whole;
  }

  /** The last estimator; only if there is one. */
  public Estimator<?> learner() {
    return (Estimator<?>) stages.get(last);
  }

  /** A fitted stage as it transforms validation rows: with the map's values, as Spark does. */
  public Transformer scoring(Transformer stage) {
    return isLearner() ? stage : stage.copy(map);
  }

  /** Number of stages before the last estimator, which can be shared with other chains. */
  public int shareable() {
    return Math.max(0, last);
  }

  /**
   * Number of leading stages whose output is stored once for all folds; 0 for a learner's chain,
   * whose rows after all stages are stored for each fold.
   */
  public int rowWise() {
    return isLearner() ? 0 : leading;
  }

  /** True if the last estimator's model makes the predictions. */
  public boolean endsWithEstimator() {
    return last == stages.size() - 1;
  }

  /** True if all stages before the last estimator treat each row by itself. */
  public boolean isRowWise() {
    return rowWise() == shareable();
  }

  /** Identities that determine the rows after so many stages. */
  public List<StepKey> path(int depth) {
    return identities.subList(0, depth);
  }
}
