package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.shared.HasElasticNetParam;
import org.apache.spark.ml.param.shared.HasFitIntercept;
import org.apache.spark.ml.param.shared.HasMaxIter;
import org.apache.spark.ml.param.shared.HasRegParam;
import org.apache.spark.ml.param.shared.HasStandardization;
import org.apache.spark.ml.param.shared.HasTol;
import org.espalier.spark.collected.FoldRows;
import org.espalier.train.linear.LinearParams;
import org.espalier.train.linear.Penalty;

/**
 * Trainer of candidates that share what is derived from the rows of a fold, and else need the
 * params of their estimators alone. It has no state, and goes to the tasks with these params.
 *
 * @param <P> params of a candidate
 * @param <R> its result
 */
abstract class CandidateTrainer<P extends Serializable, R extends Serializable>
    implements TaskTrainer<R>, Serializable {

  private static final long serialVersionUID = 1;

  private final Class<? extends PipelineStage> trained;

  /**
   * @param trained class of the estimators, without subclasses
   */
  CandidateTrainer(Class<? extends PipelineStage> trained) {
    this.trained = trained;
  }

  /** Results of the candidates of a group. */
  interface Results<R> {

    /**
     * The result of a candidate.
     *
     * @param candidate its place in the group
     * @throws IllegalArgumentException if an ordinary fit has to report what is wrong
     */
    R result(int candidate) throws InterruptedException;
  }

  abstract P params(PipelineStage estimator);

  /** Trains candidates, at once or as each is requested. */
  abstract Results<R> results(FoldRows fold, List<P> candidates) throws Exception;

  /** Predictions for the validation rows. */
  abstract Predictor predictor(FoldRows fold, P params, R result);

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == trained;
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public final Training<R> training(List<PipelineStage> estimators) {
    return new Group<>(this, estimators.stream().map(this::params).toList());
  }

  private record Group<P extends Serializable, R extends Serializable>(
      CandidateTrainer<P, R> trainer, List<P> candidates) implements Training<R> {

    @Override
    public void on(FoldRows fold, Trained<R> trained) throws Exception {
      Results<R> results = trainer.results(fold, candidates);
      for (int i = 0; i < candidates.size(); i++) {
        P params = candidates.get(i);
        R result;
        try {
          result = results.result(i);
        } catch (IllegalArgumentException e) {
          continue; // an ordinary fit reports it
        }
        trained.accept(i, () -> result, trainer.predictor(fold, params, result));
      }
    }
  }

  /** Params that linear estimators share; without a penalty for those that have none. */
  static LinearParams linear(PipelineStage estimator) {
    Penalty penalty =
        new Penalty(
            estimator instanceof HasRegParam has ? has.getRegParam() : 0,
            estimator instanceof HasElasticNetParam has ? has.getElasticNetParam() : 0,
            !(estimator instanceof HasStandardization has) || has.getStandardization());
    return new LinearParams(
        penalty,
        ((HasFitIntercept) estimator).getFitIntercept(),
        ((HasMaxIter) estimator).getMaxIter(),
        ((HasTol) estimator).getTol());
  }
}
