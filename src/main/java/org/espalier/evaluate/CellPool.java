package org.espalier.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;

/**
 * Pool that runs cells on its own threads, as far as the capacity allows: those of the highest
 * precedence first, then in the order of due time, proposal and fold, without barriers between
 * folds, proposals or rungs. A batch starts with one cell; its runner adds others of the same key
 * while they wait. A cell that would only wait for another one is skipped until it can run, and one
 * that is late by its {@link StartPolicy} until it is not.
 *
 * <p>Submitted to and awaited from one thread; later steps of {@link JointCells} begin in the
 * thread that ends the one before. After a failed cell, the later folds of its proposal are not
 * started. If one of several cells of a batch is cancelled, it ends at once while the others
 * continue. Cells that fail together, or together exceed the time limit of one, are run again one
 * by one. A cell that is cancelled or out of time is interrupted repeatedly; a thread that ignores
 * this is abandoned. If a cell reports that the pool is lost, the pool is closed, and callers that
 * await a cell receive the reason.
 */
public final class CellPool implements EvaluationPool {

  /**
   * Interval at which cells that have to end are asked to, and capacity and time limits are
   * checked.
   */
  private static final long TICK_MILLIS = 50;

  private final BatchRunner runner;
  private final ExecutorService threads;
  private final ScheduledExecutorService watch;
  private final Future<?> ticking;
  private final SubmittedCells submitted;
  private final InstantSource clock;

  private final Object lock = new Object(); // guards all below
  private final WaitingCells waiting;
  private final RunningBatches running;
  private final CellEndings endings;
  private final PooledBatch.Pool parts;
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
        TimeLimits.NONE,
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
      TimeLimits limits,
      StartPolicy policy,
      InstantSource clock,
      CellListener listener) {
    this.runner = runner;
    this.clock = clock;
    this.endings = new CellEndings(runner, limits);
    this.waiting = new WaitingCells(runner, policy, listener, endings);
    this.running = new RunningBatches(capacity, endings);
    this.submitted = new SubmittedCells(runner, policy, listener, this::begin);
    this.parts =
        new PooledBatch.Pool(
            lock,
            runner,
            listener,
            policy,
            clock,
            waiting,
            running,
            endings,
            limits.patience().toMillis() / TICK_MILLIS,
            this::dispatch,
            this::enqueue,
            this::lose);
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
    synchronized (lock) {
      waiting.expectsMore(true);
    }
    submitted.add(proposal, configuration, due);
  }

  /** Takes cells that will be run. */
  private void begin(List<PooledCell> begun) {
    for (PooledCell pooled : begun) {
      runner.announce(pooled.cell());
      pooled.keyed(runner.key(pooled.cell()));
    }
    enqueue(begun);
  }

  private void enqueue(List<PooledCell> cells) {
    synchronized (lock) {
      waiting.add(cells);
      lost.ifPresentOrElse(waiting::drop, waiting::sweep);
    }
    dispatch();
  }

  /** Starts cells as far as the capacity allows. */
  private void dispatch() {
    synchronized (lock) {
      waiting.take(running::hasRoom, running::hasOpenFor, this::start);
    }
  }

  private void start(PooledCell first) {
    PooledBatch batch = new PooledBatch(first, running.needed(first.cell()), parts);
    BatchRun run = new BatchRun(batch, parts);
    running.add(run);
    threads.execute(run);
  }

  /** Ends all cells; callers that await one receive the reason. */
  private void lose(PoolLostException reason) {
    synchronized (lock) {
      if (lost.isPresent()) {
        return;
      }
      lost = Optional.of(reason);
      endings.close();
      running.all().stream()
          .flatMap(run -> run.batch().awaited().stream())
          .forEach(pooled -> pooled.outcome().completeExceptionally(reason));
      waiting.drop(reason);
    }
    tick();
  }

  /** Ends cells that have to, and starts others if the capacity has grown. */
  private void tick() {
    List<BatchRun> ending;
    Map<BatchRun, List<PooledCell>> cancelled = new LinkedHashMap<>();
    synchronized (lock) {
      ending = running.ending(clock.instant());
      for (BatchRun run : running.all()) {
        if (!ending.contains(run)) { // others of the batch are wanted
          cancelled.put(run, run.batch().awaited().stream().filter(PooledCell::isEnding).toList());
        }
      }
    }
    cancelled.forEach(BatchRun::endCancelled);
    ending.forEach(BatchRun::cancel);
    dispatch();
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
    synchronized (lock) {
      waiting.expectsMore(false);
      lock.notifyAll();
    }
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
