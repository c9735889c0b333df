package org.espalier.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;

/**
 * Runs cells on its own threads, in order of proposal and fold; no barrier between folds, proposals
 * or rungs.
 *
 * <p>Submitted to and awaited from one thread. Where one cell of a proposal fails, those that have
 * not started are not started any more.
 */
public final class ThreadPool implements EvaluationPool {

  private static final String AFTER_FAILURE = "another fold had failed";

  private final CellRunner runner;
  private final ExecutorService threads;
  private final Map<Long, List<CompletableFuture<CellOutcome>>> running = new ConcurrentHashMap<>();
  private final Map<Long, Integer> trials = new ConcurrentHashMap<>();
  private final Map<Long, Integer> failedFold = new ConcurrentHashMap<>();
  private final Set<Integer> cancelled = ConcurrentHashMap.newKeySet();
  private volatile boolean closed = false;

  /**
   * @param parallelism cells run at a time; positive
   */
  public ThreadPool(CellRunner runner, int parallelism) {
    this.runner = runner;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            parallelism,
            task -> {
              Thread thread = new Thread(task, "espalier-cell-" + count.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void submit(Proposal proposal, Configuration configuration) {
    trials.put(proposal.number(), proposal.trial());
    running.put(
        proposal.number(),
        proposal.folds().stream()
            .map(fold -> new Cell(proposal, configuration, fold))
            .map(cell -> CompletableFuture.supplyAsync(() -> run(cell), threads))
            .toList());
  }

  private CellOutcome run(Cell cell) {
    if (closed || cancelled.contains(cell.proposal().trial())) {
      return without(cell, CellState.CANCELLED, "cancelled before it started");
    }
    Integer failed = failedFold.get(cell.proposal().number());
    if (failed != null && failed < cell.fold()) {
      return without(cell, CellState.CANCELLED, AFTER_FAILURE);
    }
    CellOutcome outcome = attempt(cell);
    if (outcome.state() == CellState.FAILED) {
      failedFold.merge(cell.proposal().number(), cell.fold(), Math::min);
    }
    return outcome;
  }

  private CellOutcome attempt(Cell cell) {
    CellOutcome outcome;
    try {
      outcome = runner.run(cell);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      outcome = without(cell, CellState.FAILED, Reason.of(e));
    }
    boolean stopped = closed || cancelled.contains(cell.proposal().trial());
    return stopped && outcome.state() == CellState.FAILED
        ? without(cell, CellState.CANCELLED, "cancelled while it ran")
        : outcome;
  }

  private CellOutcome without(Cell cell, CellState state, String reason) {
    return CellOutcome.without(cell.fold(), state, runner.rows(cell), "", reason, Cost.NONE);
  }

  @Override
  public Optional<List<CellOutcome>> await(long proposalNumber, Duration atMost)
      throws InterruptedException {
    List<CompletableFuture<CellOutcome>> cells = running.get(proposalNumber);
    if (cells == null) {
      throw new IllegalArgumentException(
          "Proposal %d was not submitted.".formatted(proposalNumber));
    }
    try {
      CompletableFuture.allOf(cells.toArray(CompletableFuture[]::new))
          .get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "A cell of proposal %d broke its runner.".formatted(proposalNumber), e.getCause());
    }
    running.remove(proposalNumber);
    trials.remove(proposalNumber);
    failedFold.remove(proposalNumber);
    return Optional.of(upToFailure(cells.stream().map(CompletableFuture::join).toList()));
  }

  /**
   * Whether a fold behind the first failed one was still run is a matter of time; what is recorded
   * must not be. Folds start in order, so the first failed one is always known.
   */
  private List<CellOutcome> upToFailure(List<CellOutcome> cells) {
    List<CellOutcome> recorded = new ArrayList<>();
    boolean failed = false;
    for (CellOutcome cell : cells) {
      recorded.add(
          failed
              ? CellOutcome.without(
                  cell.fold(), CellState.CANCELLED, cell.rows(), "", AFTER_FAILURE, cell.cost())
              : cell);
      failed |= cell.state() == CellState.FAILED;
    }
    return List.copyOf(recorded);
  }

  @Override
  public void cancel(int trial) {
    cancelled.add(trial);
    runner.cancel(trial);
  }

  @Override
  public void close() {
    closed = true;
    trials.values().stream().distinct().forEach(runner::cancel);
    threads.shutdownNow();
  }
}
