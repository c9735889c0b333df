package org.espalier.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;

/**
 * Reasons why a cell of a {@link CellPool} is never started or has to end while it runs: its trial
 * was cancelled, an earlier fold failed, its time is over, or the pool is closed. Guarded by the
 * pool's lock.
 */
final class CellEndings {

  private static final String WHILE_IT_RAN = "cancelled while it ran";

  private final BatchRunner runner;
  private final TimeLimits limits;
  private final Map<Long, Integer> failedFold = new HashMap<>(); // by proposal
  private final Set<Integer> cancelled = new HashSet<>();
  private boolean closed = false;

  CellEndings(BatchRunner runner, TimeLimits limits) {
    this.runner = runner;
    this.limits = limits;
  }

  void close() {
    closed = true;
  }

  /**
   * Outcome to record of a cell that ran: after the pool was closed always cancelled. After one
   * that failed, later folds of its proposal are not started.
   */
  CellOutcome recorded(PooledCell pooled, CellOutcome came) {
    CellOutcome ended = pooled.recorded(came);
    if (closed) {
      return brokenOff(ended);
    }
    if (ended.state() == CellState.FAILED) {
      Cell cell = pooled.cell();
      failedFold.merge(cell.proposal().number(), cell.fold(), Math::min);
    }
    return ended;
  }

  private static CellOutcome brokenOff(CellOutcome came) {
    return came.state() == CellState.CANCELLED
        ? came
        : CellOutcome.without(
            came.fold(),
            CellState.CANCELLED,
            came.rows(),
            came.training(),
            WHILE_IT_RAN,
            came.cost());
  }

  void cancel(int trial) {
    cancelled.add(trial);
  }

  /** Marks a proposal as reported: none of its cells can start any more. */
  void told(long proposal) {
    failedFold.remove(proposal);
  }

  /** Outcome of a waiting cell that is not to be run any more. */
  Optional<CellOutcome> ofWaiting(Cell cell) {
    if (isCancelled(cell)) {
      return Optional.of(without(cell, CellState.CANCELLED, "cancelled before it started"));
    }
    Integer failed = failedFold.get(cell.proposal().number());
    if (failed != null && failed < cell.fold()) {
      return Optional.of(without(cell, CellState.CANCELLED, CrossValidation.AFTER_FAILURE));
    }
    return Optional.empty();
  }

  /** Outcome with which a running cell has to end, if it has to. */
  Optional<CellOutcome> ofRunning(PooledCell pooled, PooledBatch batch, Instant now) {
    Cell cell = pooled.cell();
    if (isCancelled(cell)) {
      return Optional.of(without(cell, CellState.CANCELLED, WHILE_IT_RAN));
    }
    return limits
        .cell()
        .filter(most -> !batch.hasSeveral() && isReached(most, batch, now))
        .map(most -> without(cell, CellState.FAILED, TimeLimits.late(most)));
  }

  /**
   * True if several cells together have reached the time limit of one; they run again one by one to
   * find the slow one.
   */
  boolean isLate(PooledBatch batch, Instant now) {
    return batch.hasSeveral()
        && limits.cell().filter(most -> isReached(most, batch, now)).isPresent();
  }

  private static boolean isReached(Duration most, PooledBatch batch, Instant now) {
    return batch.lasted(now).compareTo(most) >= 0;
  }

  private boolean isCancelled(Cell cell) {
    return closed || cancelled.contains(cell.proposal().trial());
  }

  CellOutcome without(Cell cell, CellState state, String reason) {
    return CellOutcome.without(cell.fold(), state, runner.rows(cell), reason, Cost.NONE);
  }
}
