package org.espalier.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.jspecify.annotations.Nullable;

/** Cell in a {@link CellPool}, with the thread that runs it and, if it has to end, the reason. */
final class PooledCell {

  private static final String GIVEN_UP = "; its thread does not end and was given up";

  /** Ticks between two interrupts: threads of cancelled jobs usually end by themselves earlier. */
  private static final int TICKS_TO_INTERRUPT = 10;

  /**
   * Order in which waiting cells are started.
   *
   * @param precedence in any unit: the highest first
   * @param due time on the study's virtual clock: of equal precedence the earliest first
   */
  record Rank(double precedence, long due) {}

  /** By rank, then in order of proposal and fold. */
  static final Comparator<PooledCell> ORDER =
      Comparator.comparingDouble((PooledCell pooled) -> -pooled.rank.precedence())
          .thenComparingLong(pooled -> pooled.rank.due())
          .thenComparingLong(pooled -> pooled.cell.proposal().number())
          .thenComparingInt(pooled -> pooled.cell.fold());

  private final Cell cell;
  private final CellBatch batch;
  private final Rank rank;
  private final long patience;
  private final boolean alone;
  private final CompletableFuture<CellOutcome> outcome = new CompletableFuture<>();
  private int needed = 0;
  private Instant started = Instant.EPOCH;
  private @Nullable Thread thread;
  private Optional<CellOutcome> ending = Optional.empty();
  private long ticks = 0; // requests to end so far

  /**
   * @param patience ticks after which its thread is abandoned
   * @param alone true if it has its outcome by itself
   */
  PooledCell(Cell cell, Rank rank, long patience, boolean alone) {
    this.cell = cell;
    this.batch = CellBatch.of(cell);
    this.rank = rank;
    this.patience = patience;
    this.alone = alone;
  }

  Cell cell() {
    return cell;
  }

  /** The batch as which it is run. */
  CellBatch batch() {
    return batch;
  }

  boolean isAlone() {
    return alone;
  }

  CompletableFuture<CellOutcome> outcome() {
    return outcome;
  }

  /** Marks the cell as running, with the slots that it occupies and its start time. */
  synchronized void takes(int room, Instant now) {
    needed = room;
    started = now;
  }

  synchronized int needed() {
    return needed;
  }

  synchronized Duration lasted(Instant now) {
    return Duration.between(started, now);
  }

  synchronized void begins() {
    thread = Thread.currentThread();
  }

  /**
   * Releases the thread, and clears an interrupt that came too late, so that it does not hit the
   * next cell.
   */
  synchronized void ends() {
    thread = null;
    Thread.interrupted();
  }

  /** Sets the reason to end; the first one wins. */
  synchronized void endsFor(CellOutcome reason) {
    if (ending.isEmpty()) {
      ending = Optional.of(reason);
    }
  }

  synchronized boolean isEnding() {
    return ending.isPresent();
  }

  /** Counts a request to end; now and then it interrupts the thread. */
  synchronized void tick() {
    ticks++;
    if (thread != null && ticks % TICKS_TO_INTERRUPT == 0) {
      thread.interrupt();
    }
  }

  synchronized boolean isHopeless() {
    return ticks >= patience;
  }

  /** Outcome to record: a cell that failed after it was asked to end has that reason. */
  synchronized CellOutcome recorded(CellOutcome came) {
    return came.state() == CellState.COMPLETED
        ? came
        : ending.map(e -> with(e, e.reason(), came)).orElse(came);
  }

  private static CellOutcome with(CellOutcome e, String reason, CellOutcome costs) {
    return CellOutcome.without(
        e.fold(), e.state(), e.rows(), costs.training(), reason, costs.cost());
  }

  synchronized CellOutcome givenUp() {
    CellOutcome reason = ending.orElseThrow();
    return with(reason, reason.reason() + GIVEN_UP, reason);
  }
}
