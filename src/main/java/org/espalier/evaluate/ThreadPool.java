package org.espalier.evaluate;

import java.time.Duration;
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

  /**
   * How long closing waits for cells that do not heed their interrupt; their threads are daemons.
   */
  private static final long PATIENCE_SECONDS = 10;

  private final CellRunner runner;
  private final CellListener listener;
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
    this(runner, parallelism, new CellListener() {});
  }

  /**
   * @param parallelism cells run at a time; positive
   * @param listener hears of cells from the threads that run them
   */
  public ThreadPool(CellRunner runner, int parallelism, CellListener listener) {
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "Parallelism must be positive, not %d.".formatted(parallelism));
    }
    this.runner = runner;
    this.listener = listener;
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
    List<Cell> cells =
        proposal.folds().stream().map(fold -> new Cell(proposal, configuration, fold)).toList();
    cells.forEach(runner::announce);
    running.put(
        proposal.number(),
        cells.stream()
            .map(cell -> CompletableFuture.supplyAsync(() -> run(cell), threads))
            .toList());
  }

  private CellOutcome run(Cell cell) {
    try {
      return settle(cell);
    } finally {
      runner.settled(cell);
    }
  }

  private CellOutcome settle(Cell cell) {
    if (closed || cancelled.contains(cell.proposal().trial())) {
      return without(cell, CellState.CANCELLED, "cancelled before it started");
    }
    Integer failed = failedFold.get(cell.proposal().number());
    if (failed != null && failed < cell.fold()) {
      return without(cell, CellState.CANCELLED, CrossValidation.AFTER_FAILURE);
    }
    listener.started(cell);
    CellOutcome outcome = attempt(cell);
    if (!closed) { // what ends after that was broken off, and is not over
      listener.ended(cell, outcome);
    }
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
    return Optional.of(
        CrossValidation.upToFailure(cells.stream().map(CompletableFuture::join).toList()));
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
    // What has not started ends here and now as cancelled, so that nobody waits for it for ever.
    threads.shutdownNow().forEach(Runnable::run);
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
