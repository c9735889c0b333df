package org.espalier.evaluate;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.espalier.study.CellOutcome;

/** Cells of a {@link CellPool} that have not started. Guarded by the pool's lock. */
final class WaitingCells {

  /** Maximum number of waiting cells that are examined for one that can run. */
  private static final int LOOK_AHEAD = 32;

  private final BatchRunner runner;
  private final StartPolicy policy;
  private final CellEndings endings;
  private final Set<PooledCell> cells = new TreeSet<>(PooledCell.ORDER);

  WaitingCells(BatchRunner runner, StartPolicy policy, CellEndings endings) {
    this.runner = runner;
    this.policy = policy;
    this.endings = endings;
  }

  void add(List<PooledCell> more) {
    cells.addAll(more);
  }

  /**
   * Starts cells that can run, in their order, up to the first for which there is no room.
   *
   * @param start starts a cell; afterwards there may be no room for another one
   */
  void take(Predicate<Cell> hasRoom, Consumer<PooledCell> start) {
    int looked = 0;
    Set<Long> passedOver = new HashSet<>(); // a proposal's folds start in order
    Iterator<PooledCell> next = cells.iterator();
    while (next.hasNext() && looked++ < LOOK_AHEAD) {
      PooledCell pooled = next.next();
      if (!hasRoom.test(pooled.cell())) {
        return;
      }
      long number = pooled.cell().proposal().number();
      if (passedOver.contains(number)
          || policy.isLate(pooled.cell())
          || runner.waits(pooled.cell())) {
        passedOver.add(number);
      } else {
        next.remove();
        start.accept(pooled);
      }
    }
  }

  /** Ends cells that are not to be run any more. */
  void sweep() {
    Iterator<PooledCell> all = cells.iterator();
    while (all.hasNext()) {
      PooledCell pooled = all.next();
      Optional<CellOutcome> ended = endings.ofWaiting(pooled.cell());
      if (ended.isPresent()) {
        all.remove();
        pooled.outcome().complete(ended.get().with(runner.settled(pooled.cell())));
      }
    }
  }

  /** Ends all cells; callers that await one receive the reason. */
  void drop(PoolLostException reason) {
    for (PooledCell pooled : cells) {
      runner.settled(pooled.cell());
      pooled.outcome().completeExceptionally(reason);
    }
    cells.clear();
  }

  /** True if cells wait, and none of them will be started any more. */
  boolean areRefused() {
    return !cells.isEmpty() && cells.stream().allMatch(each -> policy.isLate(each.cell()));
  }
}
