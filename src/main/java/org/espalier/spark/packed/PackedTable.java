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
 * Rows of a table that stay distributed, in the form that passes of some learners read. Training
 * gives the same results as the learners' trainers inside tasks.
 */
public interface PackedTable extends StoredValue {

  /**
   * Trained candidate.
   *
   * @param candidate the candidate
   * @param result result of its training; its predictions for the rows of the candidate's fold are
   *     scored
   */
  record Passed(Candidate candidate, Serializable result) {}

  /** Returns true if passes over the rows can train a candidate with the result of MLlib's fit. */
  boolean takes(Candidate candidate);

  /**
   * Returns the maximum bytes that the training and the model of a candidate take on the driver.
   */
  long bytes(Candidate candidate);

  /**
   * Trains candidates, each on the rows of all folds but its own.
   *
   * @param isWanted false for the index of a candidate that may leave the further passes
   * @return results in the order of the candidates; empty for one whose error an ordinary fit must
   *     report
   */
  List<Optional<Serializable>> train(List<Candidate> candidates, IntPredicate isWanted)
      throws Exception;

  /**
   * Returns the scores of candidates on the rows of their folds.
   *
   * @param isWeighted true if rows count by their weights
   * @return scores by metric, in the order of the candidates; empty for a candidate that these
   *     scores would not measure exactly enough, so that its model's own predictions must be scored
   */
  List<Map<String, Double>> scores(
      List<Passed> candidates, CellMetrics metrics, boolean isWeighted);
}
