package org.espalier.evaluate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Cells of a {@link CellPool} that run, and the capacity they take. Guarded by its lock. */
final class RunningCells {

  private final Capacity capacity;
  private final CellEndings endings;
  private final Set<PooledCell> cells = new LinkedHashSet<>();
  private int used = 0;
  private int abandoned = 0;

  RunningCells(Capacity capacity, CellEndings endings) {
    this.capacity = capacity;
    this.endings = endings;
  }

  boolean hasRoom(Cell cell) {
    return used == 0 || used + capacity.needed(cell) <= capacity.total();
  }

  void add(PooledCell pooled, Instant now) {
    int needed = capacity.needed(pooled.cell());
    used += needed;
    cells.add(pooled);
    pooled.takes(needed, now);
  }

  /** Frees what a cell takes; false if that was done before. */
  boolean remove(PooledCell pooled) {
    if (!cells.remove(pooled)) {
      return false;
    }
    used -= pooled.needed();
    return true;
  }

  boolean contains(PooledCell pooled) {
    return cells.contains(pooled);
  }

  boolean isEmpty() {
    return cells.isEmpty();
  }

  Collection<PooledCell> all() {
    return cells;
  }

  /** Cells that have to end, each with its reason. */
  List<PooledCell> ending(Instant now) {
    List<PooledCell> ending = new ArrayList<>();
    for (PooledCell pooled : cells) {
      endings.ofRunning(pooled, now).ifPresent(pooled::endsFor);
      if (pooled.isEnding()) {
        ending.add(pooled);
      }
    }
    return ending;
  }

  /** Counts a cell whose thread is abandoned; false if it has ended meanwhile. */
  boolean abandon(PooledCell pooled) {
    boolean runs = cells.contains(pooled);
    abandoned += runs ? 1 : 0;
    return runs;
  }

  int abandoned() {
    return abandoned;
  }
}
