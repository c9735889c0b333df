package org.espalier.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;

/** Cells of a {@link CellPool} by proposal, until they are awaited. */
final class SubmittedCells {

  private final BatchRunner runner;
  private final StartPolicy policy;
  private final CellListener listener;
  private final Consumer<List<PooledCell>> begin;
  private final Map<Long, CompletableFuture<List<CellOutcome>>> byProposal =
      new ConcurrentHashMap<>();

  /**
   * @param begin takes cells that will be run
   */
  SubmittedCells(
      BatchRunner runner,
      StartPolicy policy,
      CellListener listener,
      Consumer<List<PooledCell>> begin) {
    this.runner = runner;
    this.policy = policy;
    this.listener = listener;
    this.begin = begin;
  }

  /**
   * Begins cells; their outcomes come once all have ended.
   *
   * @param alone true if each has its outcome by itself
   */
  private CompletableFuture<List<CellOutcome>> begun(List<Cell> cells, long due, boolean alone) {
    List<PooledCell> begun = new ArrayList<>();
    for (Cell cell : cells) {
      double precedence = policy.precedence(cell, runner.precedence(cell));
      PooledCell.Rank rank = new PooledCell.Rank(precedence, due);
      begun.add(new PooledCell(cell, rank, alone));
    }
    begin.accept(begun);
    return CompletableFuture.allOf(
            begun.stream().map(PooledCell::outcome).toArray(CompletableFuture[]::new))
        .thenApply(ended -> begun.stream().map(cell -> cell.outcome().join()).toList());
  }

  /** Begins the cells of a proposal, each by itself or in the steps of {@link JointCells}. */
  void add(Proposal proposal, Configuration configuration, long due) {
    List<Cell> cells =
        proposal.folds().stream().map(fold -> new Cell(proposal, configuration, fold)).toList();
    Optional<JointCells> joint = runner.joint(proposal, configuration);
    byProposal.put(
        proposal.number(),
        joint.isPresent() ? runStep(joint.get(), cells, cells, due) : begun(cells, due, true));
  }

  /**
   * Runs a step of a proposal, and all that follow.
   *
   * @param folds first cells of the proposal's folds
   */
  private CompletableFuture<List<CellOutcome>> runStep(
      JointCells joint, List<Cell> folds, List<Cell> step, long due) {
    return begun(step, due, false)
        .thenCompose(
            outcomes -> {
              JointCells.Next next = joint.after(outcomes);
              return next instanceof JointCells.Next.Further further
                  ? runStep(joint, folds, further.cells(), due)
                  : CompletableFuture.completedFuture(ended(folds, (JointCells.Next.Ended) next));
            });
  }

  private List<CellOutcome> ended(List<Cell> folds, JointCells.Next.Ended ended) {
    for (int i = 0; i < folds.size(); i++) {
      CellOutcome outcome = ended.outcomes().get(i);
      if (!ended.curves().get(i).isEmpty()) {
        listener.reported(folds.get(i), ended.curves().get(i));
      }
      if (outcome.cost().attempts() > 0) {
        listener.ended(folds.get(i), outcome);
      }
    }
    return ended.outcomes();
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
