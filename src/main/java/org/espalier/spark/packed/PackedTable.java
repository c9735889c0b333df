package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.espalier.cache.StoredValue;
import org.espalier.metric.CellMetrics;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;

/**
 * Rows of a table that stay distributed, in the form that passes for some learners read. Results
 * are those of their trainers inside tasks.
 */
public interface PackedTable extends StoredValue {

  /**
   * Candidate that was trained.
   *
   * @param result whose predictions for the rows of the candidate's fold are scored
   */
  record Passed(Candidate candidate, Serializable result) {}

  /** True if passes over the rows can train a candidate, and end as MLlib's fit would. */
  boolean takes(Candidate candidate);

  /** Bytes that the training and the model of a candidate take on the driver, at most. */
  long bytes(Candidate candidate);

  /**
   * Trains candidates, each on the rows of all folds but its own.
   *
   * @param isWanted false for one, by its place, that may leave the passes that follow
   * @return in their order; empty where an ordinary fit has to report what is wrong
   */
  List<Optional<Serializable>> train(List<Candidate> candidates, IntPredicate isWanted)
      throws Exception;

  /**
   * Scores of candidates on the rows of their folds.
   *
   * @param isWeighted true if rows count by their weights
   * @return scores by metric, in the order of the candidates; empty for one that only its model's
   *     own predictions score exactly enough
   */
  List<Map<String, Double>> scores(
      List<Passed> candidates, CellMetrics metrics, boolean isWeighted);
}
