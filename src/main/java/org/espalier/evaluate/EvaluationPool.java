package org.espalier.evaluate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;

/** Pool that evaluates proposals, many at a time; a failing configuration never makes it throw. */
public interface EvaluationPool extends AutoCloseable {

  /** Takes a proposal and returns at once; its cells start in order of number. */
  void submit(Proposal proposal, Configuration configuration);

  /**
   * The cells of a proposal, in the order of its folds, once all have ended.
   *
   * @return empty if they have not within {@code atMost}
   */
  Optional<List<CellOutcome>> await(long proposalNumber, Duration atMost)
      throws InterruptedException;

  /** Ends the cells of a trial that have not ended, as cancelled. */
  void cancel(int trial);

  /** Cancels running cells and frees all resources. */
  @Override
  void close();
}
