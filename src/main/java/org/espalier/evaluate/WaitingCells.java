package org.espalier.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;

/** Cells of a {@link CellPool} that have not started. Guarded by the pool's lock. */
final class WaitingCells {

  /** Maximum number of waiting cells that are examined for one that can run. */
  private static final int LOOK_AHEAD = 32;

  private final BatchRunner runner;
  private final StartPolicy policy;
  private final CellListener listener;
  private final CellEndings endings;
  private final Set<PooledCell> cells = new TreeSet<>(PooledCell.ORDER);
  private boolean expectsMore = false;

  WaitingCells(BatchRunner runner, StartPolicy policy, CellListener listener, CellEndings endings) {
    this.runner = runner;
    this.policy = policy;
    this.listener = listener;
    this.endings = endings;
  }

  void add(List<PooledCell> more) {
    cells.addAll(more);
  }

  int size() {
    return cells.size();
  }

  /** Sets whether cells are being submitted: the thread that does so has not begun to await. */
  void expectsMore(boolean more) {
    expectsMore = more;
  }

  boolean expectsMore() {
    return expectsMore;
  }

  /**
   * Starts cells that can run, in their order, up to the first for which there is no room.
   *
   * @param joins true for a cell that is not started, as it will join a running batch
   * @param start starts a cell; afterwards there may be no room for another one
   */
  void take(Predicate<Cell> hasRoom, Predicate<PooledCell> joins, Consumer<PooledCell> start) {
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
          || joins.test(pooled)
          || runner.waits(pooled.cell())) {
        passedOver.add(number);
      } else {
        next.remove();
        start.accept(pooled);
      }
    }
  }

  /**
   * Cells that may join a batch, in their order: none before the earlier folds of its proposal have
   * begun, or are about to, which may show that it need not run.
   *
   * @param begins true for a cell that another batch will take
   */
  List<Cell> joining(Predicate<PooledCell> mayJoin, Predicate<PooledCell> begins) {
    List<Cell> joining = new ArrayList<>();
    Set<Long> passedOver = new HashSet<>();
    for (PooledCell pooled : cells) {
      long number = pooled.cell().proposal().number();
      if (passedOver.contains(number) || policy.isLate(pooled.cell())) {
        passedOver.add(number);
      } else if (mayJoin.test(pooled)) {
        joining.add(pooled.cell());
      } else if (!begins.test(pooled)) {
        passedOver.add(number);
      }
    }
    return joining;
  }

  /** Removes those of the given cells that still wait, in their order. */
  List<PooledCell> remove(Collection<Cell> chosen) {
    Map<Cell, PooledCell> removed = new HashMap<>();
    Set<Cell> wanted = new HashSet<>(chosen);
    cells.removeIf(
        pooled -> {
          boolean taken = wanted.contains(pooled.cell());
          if (taken) {
            removed.put(pooled.cell(), pooled);
          }
          return taken;
        });
    return chosen.stream().map(removed::get).filter(Objects::nonNull).toList();
  }

  /** Ends cells that are not to be run any more. */
  void sweep() {
    Iterator<PooledCell> all = cells.iterator();
    while (all.hasNext()) {
      PooledCell pooled = all.next();
      Optional<CellOutcome> ended = endings.ofWaiting(pooled.cell());
      if (ended.isPresent()) {
        all.remove();
        end(pooled, ended.get().with(settle(pooled.cell())));
      }
    }
  }

  /** Ends a cell, which listeners know if it has started before. */
  private void end(PooledCell pooled, CellOutcome ended) {
    try {
      if (pooled.isRecorded() && pooled.isReported()) {
        listener.ended(pooled.cell(), ended);
      }
      pooled.outcome().complete(ended);
    } catch (RuntimeException e) { // of the listener, for the caller that awaits the cell
      pooled.outcome().completeExceptionally(e);
    }
  }

  /** Settles a cell; rows that cannot be freed are no reason to end another one. */
  Cost settle(Cell cell) {
    try {
      return runner.settled(cell);
    } catch (RuntimeException e) {
      return Cost.NONE;
    }
  }

  /** Ends all cells; callers that await one receive the reason. */
  void drop(PoolLostException reason) {
    for (PooledCell pooled : cells) {
      settle(pooled.cell());
      pooled.outcome().completeExceptionally(reason);
    }
    cells.clear();
  }

  /** True if cells wait, and none of them will be started any more. */
  boolean areRefused() {
    return !cells.isEmpty() && cells.stream().allMatch(each -> policy.isLate(each.cell()));
  }
}
