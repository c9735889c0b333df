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
  default void submit(Proposal proposal, Configuration configuration) {
    submit(proposal, configuration, 0);
  }

  /**
   * Takes a proposal with the time when its outcome is due: if slots are scarce, the cells that are
   * due first start first.
   *
   * @param due time on the study's virtual clock
   */
  void submit(Proposal proposal, Configuration configuration, long due);

  /**
   * The cells of a proposal, in the order of its folds, once all have ended.
   *
   * @return empty if they have not within {@code atMost}
   */
  Optional<List<CellOutcome>> await(long proposalNumber, Duration atMost)
      throws InterruptedException;

  /** True if nothing runs, and none of the cells that wait will be started any more. */
  default boolean isExhausted() {
    return false;
  }

  /** Ends the cells of a trial that have not ended, as cancelled. */
  void cancel(int trial);

  /** Cancels running cells and frees all resources. */
  @Override
  void close();
}
