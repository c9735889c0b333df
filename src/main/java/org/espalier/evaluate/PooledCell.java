package org.espalier.evaluate;

import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;

/**
 * Cell in a {@link CellPool}, with its outcome to come and, if it has to end, the reason. Guarded
 * by the pool's lock.
 */
final class PooledCell {

  private static final String GIVEN_UP = "; its thread does not end and was given up";

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
  private final Rank rank;
  private final boolean reported;
  private final CompletableFuture<CellOutcome> outcome = new CompletableFuture<>();
  private Optional<Object> key = Optional.empty();
  private boolean recorded = false;
  private Optional<CellOutcome> ending = Optional.empty();

  /**
   * @param reported true if its outcome is reported to listeners, rather than that of the cells
   *     with which it is evaluated together
   */
  PooledCell(Cell cell, Rank rank, boolean reported) {
    this.cell = cell;
    this.rank = rank;
    this.reported = reported;
  }

  Cell cell() {
    return cell;
  }

  boolean isReported() {
    return reported;
  }

  CompletableFuture<CellOutcome> outcome() {
    return outcome;
  }

  /**
   * Sets the key of the cells with which it may share a batch.
   *
   * @param of empty if it runs by itself
   */
  void keyed(Optional<Object> of) {
    key = of;
  }

  Optional<Object> key() {
    return key;
  }

  /** No other cell shares its batch any more. */
  void runsByItself() {
    key = Optional.empty();
  }

  /** True if listeners know that it has started. */
  boolean isRecorded() {
    return recorded;
  }

  /** True at the first call: a cell that starts again is recorded once. */
  boolean startsFirst() {
    boolean first = !recorded;
    recorded = true;
    return first;
  }

  /** Sets the reason to end; the first one wins. */
  void endsFor(CellOutcome reason) {
    if (ending.isEmpty()) {
      ending = Optional.of(reason);
    }
  }

  boolean isEnding() {
    return ending.isPresent();
  }

  /** Outcome with which it has to end. */
  Optional<CellOutcome> ending() {
    return ending;
  }

  /** Outcome to record: a cell that failed after it was asked to end has that reason. */
  CellOutcome recorded(CellOutcome came) {
    return came.state() == CellState.COMPLETED
        ? came
        : ending.map(e -> with(e, e.reason(), came)).orElse(came);
  }

  private static CellOutcome with(CellOutcome e, String reason, CellOutcome costs) {
    return CellOutcome.without(
        e.fold(), e.state(), e.rows(), costs.training(), reason, costs.cost());
  }

  /** Adds to the reason that its thread was abandoned. */
  void isGivenUp() {
    ending = ending.map(reason -> with(reason, reason.reason() + GIVEN_UP, reason));
  }
}
