package org.espalier.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;

/**
 * Pool that runs cells on its own threads, each as a batch of one, those of the highest precedence
 * first, else what is due first and in order of proposal and fold, as far as the capacity allows;
 * without barriers between folds, proposals or rungs. A cell that would only wait for another one
 * is skipped until it can run, and one that is late by its {@link StartPolicy} until it is not.
 *
 * <p>Submitted to and awaited from one thread; later steps of {@link JointCells} begin in the
 * thread that ends the one before. After a failed cell, the later folds of its proposal are not
 * started. A cell that is cancelled or out of time is asked to end repeatedly; a thread that
 * ignores this and its interrupts is abandoned. If a cell reports that the pool is lost, the pool
 * is closed, and callers that await a cell receive the reason.
 */
public final class CellPool implements EvaluationPool {

  /**
   * Interval at which cells that have to end are asked to, and capacity and time limits are
   * checked.
   */
  private static final long TICK_MILLIS = 50;

  private final BatchRunner runner;
  private final CellListener listener;
  private final StartPolicy policy;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final ScheduledExecutorService watch;
  private final Future<?> ticking;
  private final SubmittedCells submitted;

  private final Object lock = new Object(); // guards all below
  private final WaitingCells waiting;
  private final RunningCells running;
  private final CellEndings endings;
  private Optional<PoolLostException> lost = Optional.empty();

  /**
   * @param parallelism number of concurrent cells; positive
   */
  public CellPool(BatchRunner runner, int parallelism) {
    this(runner, parallelism, new CellListener() {});
  }

  /**
   * @param parallelism number of concurrent cells; positive
   * @param listener listener to cells, called from the threads that run them
   */
  public CellPool(BatchRunner runner, int parallelism, CellListener listener) {
    this(
        runner,
        Capacity.cells(parallelism),
        Limits.NONE,
        StartPolicy.ALL,
        () -> Instant.EPOCH,
        listener);
  }

  /**
   * @param listener listener to cells, called from the threads that run them
   */
  public CellPool(
      BatchRunner runner,
      Capacity capacity,
      Limits limits,
      StartPolicy policy,
      InstantSource clock,
      CellListener listener) {
    this.runner = runner;
    this.listener = listener;
    this.policy = policy;
    this.clock = clock;
    this.endings = new CellEndings(runner, limits);
    this.waiting = new WaitingCells(runner, policy, endings);
    this.running = new RunningCells(capacity, endings);
    long patience = limits.patience().toMillis() / TICK_MILLIS;
    this.submitted = new SubmittedCells(runner, policy, listener, patience, this::begin);
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> daemon(task, "espalier-cell-" + count.getAndIncrement()));
    this.watch =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "espalier-cells-watch"));
    this.ticking =
        watch.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    runner.onChange(this::dispatch);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void submit(Proposal proposal, Configuration configuration, long due) {
    submitted.add(proposal, configuration, due);
  }

  /** Takes cells that will be run. */
  private void begin(List<PooledCell> begun) {
    begun.forEach(pooled -> runner.announce(pooled.cell()));
    synchronized (lock) {
      waiting.add(begun);
      lost.ifPresentOrElse(waiting::drop, waiting::sweep);
    }
    dispatch();
  }

  /** Starts cells as far as the capacity allows. */
  private void dispatch() {
    synchronized (lock) {
      waiting.take(running::hasRoom, this::start);
    }
  }

  private void start(PooledCell pooled) {
    running.add(pooled, clock.instant());
    threads.execute(() -> run(pooled));
  }

  private void run(PooledCell pooled) {
    Cell cell = pooled.cell();
    pooled.begins();
    try {
      if (cell.iterations().isEmpty()) {
        listener.started(cell);
      }
      Instant before = clock.instant();
      CellOutcome outcome = attempt(pooled);
      policy.ended(cell, outcome, Duration.between(before, clock.instant()));
      pooled.ends();
      finish(pooled, pooled.recorded(outcome));
    } catch (PoolLostException e) {
      pooled.ends();
      lose(e);
      free(pooled);
    } catch (Throwable e) { // the runner's own defect, for the caller that awaits the cell
      pooled.ends();
      pooled.outcome().completeExceptionally(e);
      free(pooled);
    } finally {
      runner.settled(cell);
      dispatch();
    }
  }

  /** Ends all cells; callers that await one receive the reason. */
  private void lose(PoolLostException reason) {
    synchronized (lock) {
      if (lost.isPresent()) {
        return;
      }
      lost = Optional.of(reason);
      endings.close();
      running.all().forEach(pooled -> pooled.outcome().completeExceptionally(reason));
      waiting.drop(reason);
    }
    tick();
  }

  private CellOutcome attempt(PooledCell pooled) {
    Cell cell = pooled.cell();
    AtomicReference<Optional<CellOutcome>> ended = new AtomicReference<>(Optional.empty());
    try {
      runner.run(pooled.batch(), (each, outcome) -> ended.set(Optional.of(outcome)));
      return ended.get().orElseThrow();
    } catch (PoolLostException e) {
      throw e; // not the configuration's fault
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      return endings.without(cell, CellState.FAILED, Reason.of(e, cell.configuration(), List.of()));
    }
  }

  private void finish(PooledCell pooled, CellOutcome outcome) {
    Cell cell = pooled.cell();
    CellOutcome ended = outcome;
    synchronized (lock) {
      if (!running.contains(pooled)) {
        return; // abandoned before
      }
      if (endings.isClosed()) {
        ended = endings.brokenOff(outcome);
      } else if (outcome.state() == CellState.FAILED) {
        endings.failed(cell);
        waiting.sweep();
      }
    }
    if (pooled.isAlone()) {
      listener.ended(cell, ended);
    }
    free(pooled);
    pooled.outcome().complete(ended);
  }

  private void free(PooledCell pooled) {
    synchronized (lock) {
      if (running.remove(pooled)) {
        lock.notifyAll();
      }
    }
  }

  /** Asks cells to end that have to, and starts others if the capacity has grown. */
  private void tick() {
    List<PooledCell> ending;
    synchronized (lock) {
      ending = running.ending(clock.instant());
    }
    ending.forEach(this::end);
    dispatch();
  }

  private void end(PooledCell pooled) {
    try {
      runner.cancel(pooled.batch());
    } catch (RuntimeException e) {
      // A lost cluster has nothing left to cancel; the thread is still interrupted.
    }
    pooled.tick();
    if (pooled.isHopeless()) {
      synchronized (lock) {
        if (!running.abandon(pooled)) {
          return;
        }
      }
      finish(pooled, pooled.givenUp());
    }
  }

  /** Number of threads abandoned so far. */
  public int abandoned() {
    synchronized (lock) {
      return running.abandoned();
    }
  }

  @Override
  public Optional<List<CellOutcome>> await(long proposalNumber, Duration atMost)
      throws InterruptedException {
    Optional<List<CellOutcome>> cells = submitted.await(proposalNumber, atMost);
    if (cells.isPresent()) {
      synchronized (lock) {
        endings.told(proposalNumber);
      }
    }
    return cells;
  }

  @Override
  public boolean isExhausted() {
    synchronized (lock) {
      return running.isEmpty() && waiting.areRefused();
    }
  }

  @Override
  public void cancel(int trial) {
    synchronized (lock) {
      endings.cancel(trial);
      waiting.sweep();
    }
    tick();
  }

  @Override
  public void close() {
    try {
      synchronized (lock) {
        endings.close();
        // Cells that have not started end here, so that no caller waits for them for ever.
        waiting.sweep();
        while (!running.isEmpty()) { // each ends, or is abandoned
          lock.wait();
        }
      }
      threads.shutdown();
      boolean ended = abandoned() > 0 || threads.awaitTermination(1, TimeUnit.MINUTES);
      assert ended : "cells that have ended still run";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tick(); // running cells are cancelled, so that none is tried again
      threads.shutdownNow();
    } finally {
      ticking.cancel(false);
      watch.shutdownNow();
    }
  }
}
