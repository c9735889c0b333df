package org.espalier.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Batch in a {@link CellPool}: its cells until each has an outcome or waits again, and the slots
 * that it takes. Guarded by the pool's lock, which its public methods take.
 */
final class PooledBatch implements CellBatch {

  /** Milliseconds without a further cell after which none is waited for: about what a job takes. */
  private static final int QUIET_MILLIS = 20;

  /** Milliseconds that cells are waited for at most, while they are being submitted. */
  private static final int MOST_MILLIS = 500;

  /**
   * Parts of the pool that a batch works with.
   *
   * @param lock guards waiting cells, running batches and endings
   * @param patience ticks after which a thread is abandoned
   * @param dispatch starts cells as far as the capacity allows
   * @param enqueue lets cells wait
   * @param lose ends all cells of the pool
   */
  record Pool(
      Object lock,
      BatchRunner runner,
      CellListener listener,
      StartPolicy policy,
      InstantSource clock,
      WaitingCells waiting,
      RunningBatches running,
      CellEndings endings,
      long patience,
      Runnable dispatch,
      Consumer<List<PooledCell>> enqueue,
      Consumer<PoolLostException> lose) {}

  private final Pool pool;
  private final PooledCell first;
  private final int slots;
  private final List<Cell> cells = new ArrayList<>();
  private final Map<Cell, PooledCell> awaited = new LinkedHashMap<>(); // without an outcome
  private final Map<Cell, PooledCell> held = new LinkedHashMap<>(); // not settled
  private boolean open;
  private boolean several = false;
  private boolean late = false;
  private Instant started;

  /**
   * @param slots that it takes
   */
  PooledBatch(PooledCell first, int slots, Pool pool) {
    this.first = first;
    this.slots = slots;
    this.pool = pool;
    this.started = pool.clock().instant();
    this.open = first.key().isPresent();
    take(first);
  }

  private void take(PooledCell pooled) {
    cells.add(pooled.cell());
    awaited.put(pooled.cell(), pooled);
    held.put(pooled.cell(), pooled);
  }

  PooledCell first() {
    return first;
  }

  int slots() {
    return slots;
  }

  @Override
  public List<Cell> cells() {
    synchronized (pool.lock()) {
      return List.copyOf(cells);
    }
  }

  @Override
  public List<Cell> joinable() {
    synchronized (pool.lock()) {
      awaitSubmissions();
      return mayTake()
          ? pool.waiting()
              .joining(pooled -> pool.running().mayJoin(this, pooled), pool.running()::hasOpenFor)
          : List.of();
    }
  }

  /** Waits for cells that are being submitted, as long as more of them come: a task takes a job. */
  private void awaitSubmissions() {
    int quiet = 0;
    try {
      for (int i = 0; i < MOST_MILLIS && quiet < QUIET_MILLIS && expectsMore(); i++) {
        int before = pool.waiting().size();
        pool.lock().wait(1);
        quiet = pool.waiting().size() > before ? 0 : quiet + 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean expectsMore() {
    return mayTake() && pool.waiting().expectsMore();
  }

  private boolean mayTake() {
    return open && !isEnding() && pool.running().contains(this);
  }

  @Override
  public int waiting() {
    synchronized (pool.lock()) {
      return pool.waiting().size();
    }
  }

  @Override
  public void add(List<Cell> chosen) {
    List<PooledCell> joining;
    synchronized (pool.lock()) {
      joining = mayTake() ? pool.waiting().remove(chosen) : List.of();
      open = false;
      joining.forEach(this::take);
      if (!joining.isEmpty()) {
        several = true;
        started = pool.clock().instant(); // several have the time of one, from now on
      }
    }
    try {
      recordStart(joining);
    } catch (RuntimeException e) { // of the listener, for the caller that awaits the cells
      synchronized (pool.lock()) {
        joining.forEach(pooled -> cells.remove(pooled.cell()));
        joining.forEach(this::ends);
      }
      joining.forEach(pooled -> pooled.outcome().completeExceptionally(e));
    }
    pool.dispatch().run();
  }

  @Override
  public boolean isAwaited(Cell cell) {
    synchronized (pool.lock()) {
      return !late && awaited.containsKey(cell);
    }
  }

  @Override
  public void release(List<Cell> released) {
    waitAgain(pooled -> released.contains(pooled.cell()));
  }

  /** True if a cell will join it: its rows are not ready. */
  boolean isOpenFor(PooledCell pooled) {
    return open && first.key().equals(pooled.key());
  }

  /** True if it took further cells, also if they have left it. */
  boolean hasSeveral() {
    return several;
  }

  Duration lasted(Instant now) {
    return Duration.between(started, now);
  }

  /** Cells without an outcome. */
  List<PooledCell> awaited() {
    return List.copyOf(awaited.values());
  }

  /** Marks it to be ended, so that its cells run one by one. */
  void isTooLate() {
    late = true;
  }

  /** True if no cell is wanted of it any more. */
  boolean isEnding() {
    return late || awaited.values().stream().allMatch(PooledCell::isEnding);
  }

  boolean isLate() {
    return late;
  }

  /** The cell, unless it has an outcome. */
  Optional<PooledCell> awaited(Cell cell) {
    return Optional.ofNullable(awaited.get(cell));
  }

  /** Removes a cell that has an outcome; false if it had one before. */
  boolean ends(PooledCell pooled) {
    return awaited.remove(pooled.cell()) != null;
  }

  /** Takes no further cells. */
  void close() {
    open = false;
  }

  /** Cells that are not settled. */
  List<PooledCell> held() {
    return List.copyOf(held.values());
  }

  /** Removes a cell that is settled. */
  void settles(PooledCell pooled) {
    held.remove(pooled.cell());
  }

  /** Records that cells start, unless they start again. */
  void recordStart(List<PooledCell> starting) {
    List<Cell> recorded =
        starting.stream()
            .filter(PooledCell::startsFirst)
            .map(PooledCell::cell)
            .filter(cell -> cell.iterations().isEmpty())
            .toList();
    if (!recorded.isEmpty()) {
      pool.listener().started(recorded);
    }
  }

  /** Lets cells that are awaited wait again, each to run by itself. */
  void waitAgain(Predicate<PooledCell> which) {
    synchronized (pool.lock()) { // in one step, so that the pool is not exhausted meanwhile
      List<PooledCell> again =
          pool.running().contains(this) ? awaited().stream().filter(which).toList() : List.of();
      for (PooledCell pooled : again) {
        cells.remove(pooled.cell());
        awaited.remove(pooled.cell());
        held.remove(pooled.cell());
        pooled.runsByItself();
        pool.runner().announce(pooled.cell());
      }
      freeIfEnded();
      pool.enqueue().accept(again);
    }
  }

  /** Frees the slots, if no cell is awaited any more. */
  void freeIfEnded() {
    synchronized (pool.lock()) {
      if (awaited.isEmpty()) {
        free();
      }
    }
  }

  /** Frees the slots. */
  void free() {
    synchronized (pool.lock()) {
      if (pool.running().remove(this)) {
        pool.lock().notifyAll();
      }
    }
  }
}
