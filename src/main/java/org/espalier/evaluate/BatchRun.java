package org.espalier.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.jspecify.annotations.Nullable;

/**
 * Run of a batch of a {@link CellPool} in a thread: hands it to the {@link BatchRunner}, ends its
 * cells, and cancels it.
 */
final class BatchRun implements Runnable {

  /** Ticks between two interrupts: threads of cancelled jobs usually end by themselves earlier. */
  private static final int TICKS_TO_INTERRUPT = 10;

  private static final double MILLIS = 1000;

  private final PooledBatch batch;
  private final PooledBatch.Pool pool;
  private Optional<CellOutcome> last = Optional.empty(); // of the only cell that is awaited
  private boolean abandoned = false; // guarded by the pool's lock, as the last outcome

  private @Nullable Thread thread; // guarded by this, as the following
  private long ticks = 0; // requests to end so far

  BatchRun(PooledBatch batch, PooledBatch.Pool pool) {
    this.batch = batch;
    this.pool = pool;
  }

  PooledBatch batch() {
    return batch;
  }

  @Override
  public void run() {
    begin();
    try {
      batch.recordStart(List.of(batch.first()));
      Optional<Throwable> failure = attempt();
      releaseThread();
      endRest(failure);
    } catch (PoolLostException e) {
      releaseThread();
      pool.lose().accept(e);
    } catch (Throwable e) { // the runner's own defect, for the caller that awaits the cells
      releaseThread();
      batch.free();
      held().forEach(pooled -> pooled.outcome().completeExceptionally(e));
    } finally {
      batch.free();
      held().forEach(this::settle);
      pool.dispatch().run();
    }
  }

  private synchronized void begin() {
    thread = Thread.currentThread();
  }

  /**
   * Releases the thread, and clears an interrupt that came too late, so that it does not hit the
   * next batch.
   */
  private synchronized void releaseThread() {
    thread = null;
    Thread.interrupted();
  }

  private List<PooledCell> held() {
    synchronized (pool.lock()) {
      return batch.held();
    }
  }

  /** Runs the batch; the failure of its cells without an outcome. */
  private Optional<Throwable> attempt() {
    Instant before = pool.clock().instant();
    try {
      pool.runner().run(batch, (cell, outcome) -> ended(cell, outcome, before));
      return Optional.empty();
    } catch (PoolLostException e) {
      throw e; // not the configuration's fault
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      return Optional.of(e);
    }
  }

  /** Takes the outcome of a cell; that of the last one counts when the thread is free. */
  private void ended(Cell cell, CellOutcome outcome, Instant before) {
    Optional<PooledCell> pooled;
    synchronized (pool.lock()) {
      boolean runsAgain = batch.isLate() && outcome.state() != CellState.COMPLETED;
      pooled = runsAgain ? Optional.empty() : batch.awaited(cell);
      if (pooled.isPresent() && batch.awaited().size() == 1) {
        last = Optional.of(outcome);
      }
    }
    if (pooled.isEmpty()) {
      return; // it was cancelled, or runs again
    }
    Duration own = Duration.ofMillis(Math.round(MILLIS * outcome.cost().wallSeconds()));
    Duration passed = Duration.between(before, pool.clock().instant());
    boolean isShare = batch.hasSeveral() || own.compareTo(passed) > 0;
    pool.policy().ended(cell, outcome, isShare ? own : passed);
    if (last.isEmpty()) {
      finish(pooled.get(), outcome);
      settle(pooled.get());
    }
  }

  /** Ends the cells that have no outcome, or lets them wait again, to run one by one. */
  private void endRest(Optional<Throwable> failure) {
    List<PooledCell> left;
    synchronized (pool.lock()) {
      pool.running().ending(pool.clock().instant()); // reasons that came since the last tick
      left = batch.awaited();
    }
    for (PooledCell pooled : left) {
      if (last.isPresent() || !runsAgain(pooled)) {
        finish(pooled, last.orElseGet(() -> without(pooled, failure)));
      }
    }
    batch.waitAgain(pooled -> true);
  }

  private boolean runsAgain(PooledCell pooled) {
    return batch.hasSeveral() && !pooled.isEnding();
  }

  private CellOutcome without(PooledCell pooled, Optional<Throwable> failure) {
    Cell cell = pooled.cell();
    Cost cost = settle(pooled);
    String reason =
        failure
            .map(e -> Reason.of(e, cell.configuration(), List.of()))
            .orElse("its runner has reported no outcome");
    CellOutcome outcome = pool.endings().without(cell, CellState.FAILED, reason);
    int attempts = batch.hasSeveral() ? Math.max(1, cost.attempts()) : cost.attempts();
    return outcome.with(cost.withAttempts(attempts)); // several have begun together
  }

  /** Ends a cell, unless it has an outcome. */
  private void finish(PooledCell pooled, CellOutcome came) {
    synchronized (pool.lock()) {
      if (!batch.ends(pooled)) {
        return;
      }
    }
    try {
      CellOutcome ended = recorded(pooled, came);
      if (pooled.isReported()) {
        pool.listener().ended(pooled.cell(), ended);
      }
      batch.freeIfEnded();
      pooled.outcome().complete(ended);
    } catch (Throwable e) { // mostly of the listener, for the caller that awaits the cell
      batch.freeIfEnded();
      pooled.outcome().completeExceptionally(e);
    }
  }

  private CellOutcome recorded(PooledCell pooled, CellOutcome came) {
    synchronized (pool.lock()) {
      CellOutcome ended = pool.endings().recorded(pooled, came);
      if (ended.state() == CellState.FAILED) {
        pool.waiting().sweep();
      }
      return ended;
    }
  }

  private Cost settle(PooledCell pooled) {
    synchronized (pool.lock()) {
      batch.settles(pooled);
    }
    return pool.waiting().settle(pooled.cell());
  }

  /** Ends cells that have a reason to, while others of the batch continue. */
  void endCancelled(List<PooledCell> cancelled) {
    for (PooledCell pooled : cancelled) {
      pooled.ending().ifPresent(reason -> finish(pooled, reason.with(settle(pooled))));
    }
  }

  private List<PooledCell> awaited() {
    synchronized (pool.lock()) {
      return batch.awaited();
    }
  }

  /** Asks its runner to end, now and then by an interrupt; one that does not is abandoned. */
  void cancel() {
    try {
      pool.runner().cancel(batch);
    } catch (RuntimeException e) {
      // A lost cluster has nothing left to cancel; the thread is still interrupted.
    }
    if (isHopeless()) {
      abandon();
    }
  }

  private synchronized boolean isHopeless() {
    ticks++;
    if (thread != null && ticks % TICKS_TO_INTERRUPT == 0) {
      thread.interrupt();
    }
    return ticks >= pool.patience();
  }

  private void abandon() {
    synchronized (pool.lock()) {
      if (abandoned || batch.awaited().isEmpty()) {
        return; // it has ended meanwhile
      }
      abandoned = true;
      batch.close();
      pool.running().countAbandoned();
      batch.awaited().forEach(PooledCell::isGivenUp);
    }
    for (PooledCell pooled : awaited()) {
      pooled.ending().ifPresent(reason -> finish(pooled, reason)); // its thread may still read
    }
    batch.waitAgain(pooled -> true);
  }
}
