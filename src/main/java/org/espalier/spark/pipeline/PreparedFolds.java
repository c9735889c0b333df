package org.espalier.spark.pipeline;

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

/**
 * Training and validation rows behind their fitted feature stages, kept in the cluster's storage
 * while they are used. Each is made once, by the first cell that asks; of those that nobody uses
 * the least recently used are dropped.
 */
final class PreparedFolds implements AutoCloseable {

  /** The feature stages that were fitted on some rows, identified by what decides about them. */
  record Key(int fold, long rows, StudyPipelines.FeatureKey features) {}

  private static final class Entry {
    private final CompletableFuture<PreparedRows> rows = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean(); // by the one that makes the rows
    private int users = 0;

    void free() {
      if (rows.isDone() && !rows.isCompletedExceptionally()) {
        rows.join().free();
      }
    }
  }

  private final int capacity;
  private final Function<Key, PreparedRows> make;
  private final Map<Key, Entry> byKey = new LinkedHashMap<>(16, 0.75f, true); // in order of use
  private boolean closed = false; // guarded by byKey

  /**
   * @param capacity how many are kept beyond those in use; positive
   */
  PreparedFolds(int capacity, Function<Key, PreparedRows> make) {
    this.capacity = capacity;
    this.make = make;
  }

  /**
   * Uses the rows of a key; waits while another thread makes them. If the cluster has lost them,
   * they are made again and the work is done once more.
   */
  <T> T with(Key key, Function<PreparedRows, T> work) {
    Entry entry = take(key);
    try {
      return work.apply(rows(key, entry));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (!isLost(key, entry)) {
        throw e;
      }
    } finally {
      give(entry);
    }
    Entry again = take(key);
    try {
      return work.apply(rows(key, again));
    } finally {
      give(again);
    }
  }

  private Entry take(Key key) {
    synchronized (byKey) {
      Entry entry = byKey.computeIfAbsent(key, k -> new Entry());
      entry.users++;
      return entry;
    }
  }

  private void give(Entry entry) {
    List<Entry> dropped = new ArrayList<>();
    synchronized (byKey) {
      entry.users--;
      Iterator<Entry> eldest = byKey.values().iterator();
      while (byKey.size() > capacity && eldest.hasNext()) {
        Entry candidate = eldest.next();
        if (candidate.users == 0) {
          eldest.remove();
          dropped.add(candidate);
        }
      }
    }
    dropped.forEach(Entry::free);
  }

  private PreparedRows rows(Key key, Entry entry) {
    return entry.claimed.compareAndSet(false, true) ? make(key, entry) : join(entry);
  }

  private PreparedRows make(Key key, Entry entry) {
    try {
      PreparedRows rows = make.apply(key);
      entry.rows.complete(rows);
      requireOpen(rows);
      return rows;
    } catch (Throwable e) { // whatever it is: others wait for it
      synchronized (byKey) {
        byKey.remove(key, entry);
      }
      entry.rows.completeExceptionally(e);
      throw e;
    }
  }

  /** A cell that outlives its study leaves nothing in the cluster's storage. */
  private void requireOpen(PreparedRows rows) {
    synchronized (byKey) {
      if (closed) {
        rows.free();
        throw new CancellationException("The study has ended.");
      }
    }
  }

  private static PreparedRows join(Entry entry) {
    try {
      return entry.rows.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Whether rows that were made cannot be read any more; they are then dropped. */
  private boolean isLost(Key key, Entry entry) {
    if (!entry.rows.isDone() || entry.rows.isCompletedExceptionally()) {
      return false; // it was the making that failed
    }
    if (entry.rows.join().isWhole()) {
      return false;
    }
    synchronized (byKey) {
      byKey.remove(key, entry);
    }
    entry.free(); // what is left of them
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
