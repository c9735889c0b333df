package org.espalier.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.CrossValidation;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;

/**
 * Pool with a virtual clock: cells last as long as a model of durations says, and arrive in that
 * order, while no real time passes.
 */
public final class SimulatedPool implements EvaluationPool {

  private record Running(Cell cell, double end, long order) {}

  private final BatchRunner runner;
  private final int slots;
  private final ToDoubleFunction<Cell> seconds;

  private final Deque<Cell> queue = new ArrayDeque<>();
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(Comparator.comparing(Running::end).thenComparing(Running::order));
  private final Map<Long, Map<Integer, CellOutcome>> ended = new HashMap<>();
  private final Map<Long, Proposal> proposals = new HashMap<>();
  private final Set<Integer> cancelled = new HashSet<>();
  private double now = 0;
  private double lastSubmit = 0;
  private double busy = 0;
  private double busyAtLastSubmit = 0;
  private long started = 0;
  private long submitted = 0; // cells

  /**
   * @param slots number of concurrent cells
   * @param seconds duration of a cell in seconds
   */
  public SimulatedPool(BatchRunner runner, int slots, ToDoubleFunction<Cell> seconds) {
    this.runner = runner;
    this.slots = slots;
    this.seconds = seconds;
  }

  /** The pool's virtual time, from the epoch on. */
  public InstantSource clock() {
    return () -> Instant.EPOCH.plusNanos(Math.round(now * 1e9));
  }

  /**
   * Busy slot time over all slot time, from the first to the last submit; if all were submitted at
   * once, the share of the slots that they fill.
   */
  public double utilisation() {
    return lastSubmit == 0
        ? Math.min(1, (double) submitted / slots)
        : busyAtLastSubmit / (slots * lastSubmit);
  }

  @Override
  public void submit(Proposal proposal, Configuration configuration, long due) {
    proposals.put(proposal.number(), proposal);
    proposal.folds().forEach(fold -> queue.add(new Cell(proposal, configuration, fold)));
    submitted += proposal.folds().size();
    lastSubmit = now;
    busyAtLastSubmit = busy;
    start();
  }

  private void start() {
    while (running.size() < slots && !queue.isEmpty()) {
      Cell cell = queue.remove();
      if (cancelled.contains(cell.proposal().trial())) {
        end(cell, without(cell, CellState.CANCELLED, "cancelled before it started"));
      } else {
        running.add(new Running(cell, now + seconds.applyAsDouble(cell), started++));
      }
    }
  }

  private void end(Cell cell, CellOutcome outcome) {
    ended(cell.proposal().number()).put(cell.fold(), outcome);
  }

  private Map<Integer, CellOutcome> ended(long number) {
    return ended.computeIfAbsent(number, n -> new TreeMap<>());
  }

  private CellOutcome without(Cell cell, CellState state, String reason) {
    return CellOutcome.without(cell.fold(), state, runner.rows(cell), reason, Cost.NONE);
  }

  @Override
  public Optional<List<CellOutcome>> await(long number, Duration atMost) {
    Proposal proposal = proposals.get(number);
    if (proposal == null) {
      throw new IllegalArgumentException("Proposal %d was not submitted.".formatted(number));
    }
    double limit = now + atMost.toNanos() / 1e9;
    while (ended(number).size() < proposal.folds().size()) {
      if (running.element().end() > limit) {
        advance(limit);
        return Optional.empty();
      }
      Running next = running.remove();
      advance(next.end(), running.size() + 1);
      run(next.cell());
      start();
    }
    return Optional.of(CrossValidation.upToFailure(List.copyOf(ended(number).values())));
  }

  private void advance(double to) {
    advance(to, running.size());
  }

  private void advance(double to, int working) {
    busy += (to - now) * working;
    now = to;
  }

  private void run(Cell cell) {
    try {
      runner.run(CellBatch.of(cell), this::end);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
      end(cell, without(cell, CellState.FAILED, reason));
    }
  }

  @Override
  public void cancel(int trial) {
    cancelled.add(trial);
    start();
  }

  @Override
  public void close() {
    queue.clear();
    running.clear();
  }
}
