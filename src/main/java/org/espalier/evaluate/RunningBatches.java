package org.espalier.evaluate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Batches of a {@link CellPool} that run, and the slots they take. Guarded by the pool's lock. */
final class RunningBatches {

  private final Capacity capacity;
  private final CellEndings endings;
  private final Set<BatchRun> runs = new LinkedHashSet<>();
  private int used = 0;
  private int abandoned = 0;

  RunningBatches(Capacity capacity, CellEndings endings) {
    this.capacity = capacity;
    this.endings = endings;
  }

  int needed(Cell cell) {
    return capacity.needed(cell);
  }

  boolean hasRoom(Cell cell) {
    return used == 0 || used + capacity.needed(cell) <= capacity.total();
  }

  void add(BatchRun run) {
    used += run.batch().slots();
    runs.add(run);
  }

  /** Frees what a batch takes; false if that was done before. */
  boolean remove(PooledBatch batch) {
    if (!runs.removeIf(run -> run.batch() == batch)) {
      return false;
    }
    used -= batch.slots();
    return true;
  }

  boolean contains(PooledBatch batch) {
    return runs.stream().anyMatch(run -> run.batch() == batch);
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  List<BatchRun> all() {
    return List.copyOf(runs);
  }

  /** True if a cell will join a batch whose rows are not ready. */
  boolean hasOpenFor(PooledCell pooled) {
    return pooled.key().isPresent() && runs.stream().anyMatch(run -> run.batch().isOpenFor(pooled));
  }

  /** True if a waiting cell may run in a batch: not one that needs the cluster to itself. */
  boolean mayJoin(PooledBatch batch, PooledCell pooled) {
    return batch.slots() < Capacity.WHOLE_CLUSTER
        && pooled.key().equals(batch.first().key())
        && capacity.needed(pooled.cell()) == batch.slots();
  }

  /** Sets the reasons of cells that have to end; runs of which no cell is wanted. */
  List<BatchRun> ending(Instant now) {
    List<BatchRun> ending = new ArrayList<>();
    for (BatchRun run : runs) {
      PooledBatch batch = run.batch();
      for (PooledCell pooled : batch.awaited()) {
        endings.ofRunning(pooled, batch, now).ifPresent(pooled::endsFor);
      }
      if (endings.isLate(batch, now)) {
        batch.isTooLate();
      }
      if (batch.isEnding()) {
        ending.add(run);
      }
    }
    return ending;
  }

  /** Counts a thread that is abandoned. */
  void countAbandoned() {
    abandoned++;
  }

  int abandoned() {
    return abandoned;
  }
}
