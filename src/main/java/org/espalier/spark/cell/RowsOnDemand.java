package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Store of rows that many cells read. Rows are computed once, by the first cell that needs them; of
 * the rows without a reader, the least recently used are dropped.
 *
 * @param <K> key that determines the rows
 */
public final class RowsOnDemand<K, R extends StoredRows> implements AutoCloseable {

  private static final class Entry<R extends StoredRows> {
    private final CompletableFuture<R> rows = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean(); // by the one that makes the rows
    private int users = 0;
    private long size = 0; // once they are made

    void free() {
      if (rows.isDone() && !rows.isCompletedExceptionally()) {
        rows.join().free();
      }
    }
  }

  private final long capacity;
  private final ToLongFunction<R> size;
  private final Function<K, R> make;
  private final Map<K, Entry<R>> byKey = new LinkedHashMap<>(16, 0.75f, true); // in order of use
  private boolean closed = false; // guarded by byKey

  /**
   * @param capacity maximum size of the stored rows, unless more are in use
   * @param size size of rows, in the capacity's unit; called once for each
   */
  public RowsOnDemand(long capacity, ToLongFunction<R> size, Function<K, R> make) {
    this.capacity = capacity;
    this.size = size;
    this.make = make;
  }

  /**
   * Runs work on the rows of a key; waits while another thread computes them. If the cluster has
   * lost them, they are computed again and the work is repeated once.
   */
  public <T> T with(K key, Function<? super R, T> work) {
    Entry<R> entry = take(key);
    try {
      return work.apply(rows(key, entry));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (!isLost(key, entry)) {
        throw e;
      }
    } finally {
      give(entry);
    }
    Entry<R> again = take(key);
    try {
      return work.apply(rows(key, again));
    } finally {
      give(again);
    }
  }

  private Entry<R> take(K key) {
    synchronized (byKey) {
      Entry<R> entry = byKey.computeIfAbsent(key, k -> new Entry<>());
      entry.users++;
      return entry;
    }
  }

  private void give(Entry<R> entry) {
    List<Entry<R>> dropped = new ArrayList<>();
    synchronized (byKey) {
      entry.users--;
      Iterator<Entry<R>> eldest = byKey.values().iterator();
      long kept = byKey.values().stream().mapToLong(each -> each.size).sum();
      while (kept > capacity && eldest.hasNext()) {
        Entry<R> candidate = eldest.next();
        if (candidate.users == 0) {
          eldest.remove();
          kept -= candidate.size;
          dropped.add(candidate);
        }
      }
    }
    dropped.forEach(Entry::free);
  }

  private R rows(K key, Entry<R> entry) {
    return entry.claimed.compareAndSet(false, true) ? make(key, entry) : join(entry);
  }

  private R make(K key, Entry<R> entry) {
    try {
      R rows = make.apply(key);
      entry.rows.complete(rows);
      keep(entry, rows);
      return rows;
    } catch (Throwable e) { // any exception: other cells wait for the result
      synchronized (byKey) {
        byKey.remove(key, entry);
      }
      entry.rows.completeExceptionally(e);
      throw e;
    }
  }

  /** Stores computed rows; once the study has ended, frees them instead. */
  private void keep(Entry<R> entry, R rows) {
    long taken = size.applyAsLong(rows);
    synchronized (byKey) {
      entry.size = taken;
      if (closed) {
        rows.free();
        throw new CancellationException("The study has ended.");
      }
    }
  }

  private static <R extends StoredRows> R join(Entry<R> entry) {
    try {
      return entry.rows.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** True if stored rows cannot be read any more; they are then dropped. */
  private boolean isLost(K key, Entry<R> entry) {
    if (!entry.rows.isDone() || entry.rows.isCompletedExceptionally()) {
      return false; // the computation failed
    }
    if (entry.rows.join().isWhole()) {
      return false;
    }
    synchronized (byKey) {
      byKey.remove(key, entry);
    }
    entry.free(); // the remaining parts
    return true;
  }

  @Override
  public void close() {
    synchronized (byKey) {
      closed = true;
      byKey.values().forEach(Entry::free);
      byKey.clear();
    }
  }
}
