package org.espalier.spark.local.trainer;

import java.io.Serializable;
import org.apache.spark.ml.PipelineStage;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.train.Rows;

/**
 * Trainer whose models predict from {@link Rows}, inside a task and where the rows stay
 * distributed.
 *
 * @param <P> params of a candidate
 * @param <R> its result
 */
abstract class LinearTrainer<P extends Serializable, R extends Serializable>
    extends CandidateTrainer<P, R> implements PassTrainer<R> {

  private static final long serialVersionUID = 1;

  /**
   * @param trained class of the estimators, without subclasses
   */
  LinearTrainer(Class<? extends PipelineStage> trained) {
    super(trained);
  }

  /** True if the rows are such that a fit ends as MLlib's would. */
  abstract boolean takesRows(PipelineStage estimator, LearnedRows rows);

  /**
   * Predictions for rows.
   *
   * @param probabilities false if those of the classes are not read
   */
  abstract PredictedRows predicted(Rows rows, P params, R result, boolean probabilities)
      throws InterruptedException;

  @Override
  public final boolean takes(PipelineStage estimator, FoldRows rows) {
    return takesRows(estimator, rows);
  }

  @Override
  final Predictor predictor(FoldRows fold, P params, R result) {
    return new Predictor() {
      @Override
      public PredictedRows predicted() throws Exception {
        return predicted(true);
      }

      @Override
      public PredictedRows predicted(boolean probabilities) throws Exception {
        Rows rows = LinearRows.validation(fold);
        return LinearTrainer.this.predicted(rows, params, result, probabilities);
      }
    };
  }

  private record PredictionsOf<P extends Serializable, R extends Serializable>(
      LinearTrainer<P, R> trainer, P params, R result) implements Predictions {

    private static final long serialVersionUID = 1;

    @Override
    public PredictedRows predict(Rows rows, boolean probabilities) throws InterruptedException {
      return trainer.predicted(rows, params, result, probabilities);
    }
  }

  @Override
  public final Predictions predictions(PipelineStage estimator, R result) {
    return new PredictionsOf<>(this, params(estimator), result);
  }
}
