package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.metric.PredictedRows;
import org.espalier.train.Rows;

/**
 * Trainer whose candidates are also trained on rows that stay distributed, by passes over them.
 *
 * @param <R> result of a candidate, the same as inside a task
 */
public interface PassTrainer<R extends Serializable> extends TaskTrainer<R> {

  /**
   * A candidate.
   *
   * @param fold that it is not trained on; below 0 if it is trained on all rows
   */
  record Candidate(PipelineStage estimator, int fold) {}

  /** Predictions of a result for some rows. */
  interface Predictions extends Serializable {
    PredictedRows of(Rows rows) throws InterruptedException;
  }

  /** True if an estimator can be trained by passes over rows of so many columns. */
  boolean takesPasses(PipelineStage estimator, int columns);

  /** Bytes that a task returns of a pass, for each fold, at most. */
  long bytesOfPass(int columns);

  /**
   * Trains candidates, each on the rows of all folds but its own.
   *
   * @return in their order; empty where an ordinary fit has to report what is wrong
   */
  List<Optional<R>> train(FoldPasses passes, List<Candidate> candidates) throws Exception;

  Predictions predictions(PipelineStage estimator, R result);
}
