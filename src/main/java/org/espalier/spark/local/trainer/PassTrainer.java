package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.ml.PipelineStage;
import org.espalier.metric.PredictedRows;
import org.espalier.train.Rows;
import org.espalier.train.linear.BatchTraining;

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

    /**
     * Predictions for rows.
     *
     * @param probabilities false if those of the classes are not read
     */
    PredictedRows predict(Rows rows, boolean probabilities) throws InterruptedException;
  }

  @Override
  default boolean takesPasses() {
    return true;
  }

  /** True if passes over the rows can train a candidate, and end as MLlib's fit would. */
  boolean takesPasses(Candidate candidate, FoldPasses passes);

  /** Bytes that the training of a candidate takes on the driver, at most. */
  default long bytesOfPasses(Candidate candidate, FoldPasses passes) {
    return BatchTraining.bytes(passes.learned(candidate.fold()).columns(), 1);
  }

  /**
   * Trains candidates, each on the rows of all folds but its own.
   *
   * @param isWanted false for a candidate, by its place, that may leave the passes that follow
   * @return in their order; empty where an ordinary fit has to report what is wrong
   */
  List<Optional<R>> train(FoldPasses passes, List<Candidate> candidates, IntPredicate isWanted)
      throws Exception;

  Predictions predictions(PipelineStage estimator, R result);
}
