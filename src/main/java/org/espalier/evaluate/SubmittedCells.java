package org.espalier.evaluate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.espalier.study.CellOutcome;

/** Cells of a {@link ThreadPool} by proposal, until they are awaited. */
final class SubmittedCells {

  private final Map<Long, CompletableFuture<List<CellOutcome>>> byProposal =
      new ConcurrentHashMap<>();

  /** Outcomes of cells, once all have ended. */
  static CompletableFuture<List<CellOutcome>> all(List<PooledCell> cells) {
    return CompletableFuture.allOf(
            cells.stream().map(PooledCell::outcome).toArray(CompletableFuture[]::new))
        .thenApply(ended -> cells.stream().map(cell -> cell.outcome().join()).toList());
  }

  void add(long proposal, CompletableFuture<List<CellOutcome>> outcomes) {
    byProposal.put(proposal, outcomes);
  }

  /**
   * Outcomes of a proposal's cells in the order of its folds; empty if not all have ended in time.
   *
   * @throws IllegalArgumentException if it was not submitted, or was awaited before
   */
  Optional<List<CellOutcome>> await(long proposal, Duration atMost) throws InterruptedException {
    CompletableFuture<List<CellOutcome>> outcomes = byProposal.get(proposal);
    if (outcomes == null) {
      throw new IllegalArgumentException("Proposal %d was not submitted.".formatted(proposal));
    }
    List<CellOutcome> ended;
    try {
      ended = outcomes.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown; // thrown by the listener; exceptions of the cell itself were caught
      }
      throw new IllegalStateException(
          "A cell of proposal %d broke its runner.".formatted(proposal), e.getCause());
    }
    byProposal.remove(proposal);
    return Optional.of(CrossValidation.upToFailure(ended));
  }
}
