package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.DetachedRows;

/**
 * Store of the rows after shared stages, within a budget of storage: of the rows without a current
 * reader, those that save the least time per byte are dropped first. Rows that do not fit are
 * written to the checkpoint folder of the Spark context, if it has one; otherwise they are computed
 * when read.
 */
final class RowStore implements AutoCloseable {

  private static final double NANOS = 1e9;

  private static final class Entry {
    private final long bytes;
    private final double seconds; // to compute them once
    private final List<DetachedRows> tables; // empty while they are being computed
    private final Set<Object> readers = new HashSet<>(); // at the moment

    Entry(long bytes, double seconds, List<DetachedRows> tables) {
      this.bytes = bytes;
      this.seconds = seconds;
      this.tables = List.copyOf(tables);
    }

    void free() {
      tables.forEach(DetachedRows::free);
    }
  }

  private final long budget;
  private final long usual;
  private final boolean files;
  private final ToIntFunction<RowKey> toCome;
  private final Map<RowKey, Entry> entries = new LinkedHashMap<>(); // guarded by this
  private final Map<List<StageIdentity>, Entry> like = new LinkedHashMap<>(); // last of each path
  private boolean closed = false;

  /**
   * @param budget bytes of memory and disk
   * @param usual expected bytes of the first rows of a path
   * @param files true to write rows that do not fit to the checkpoint folder
   * @param toCome number of cells that will still read the rows of a key
   */
  RowStore(long budget, long usual, boolean files, ToIntFunction<RowKey> toCome) {
    this.budget = budget;
    this.usual = usual;
    this.files = files;
    this.toCome = toCome;
  }

  /**
   * Stores tables if there is room for them, or if they are worth more than stored ones; one job
   * for each.
   */
  void offer(RowKey key, List<Dataset<Row>> tables) {
    boolean cached = admit(key) && keep(key, tables, DetachedRows::of);
    if (!cached && expectFiles(key)) {
      keep(key, tables, DetachedRows::written);
    }
  }

  /** Stores tables; false if they do not fit, now that their size is known. */
  private boolean keep(
      RowKey key, List<Dataset<Row>> tables, Function<Dataset<Row>, DetachedRows> how) {
    long before = System.nanoTime();
    List<DetachedRows> stored = new ArrayList<>();
    try {
      tables.forEach(table -> stored.add(how.apply(table)));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      stored.forEach(DetachedRows::free);
      drop(key);
      throw e;
    }
    double seconds = (System.nanoTime() - before) / NANOS;
    long bytes = stored.stream().mapToLong(DetachedRows::bytes).sum();
    Entry entry = new Entry(bytes, seconds, stored);
    synchronized (this) {
      boolean wanted = entries.containsKey(key) && !closed;
      if (bytes > 0) {
        like.put(key.path(), entry);
      }
      entries.remove(key);
      if (wanted) {
        entries.put(key, entry);
        shrink();
      }
      boolean kept = entries.get(key) == entry;
      if (!kept) {
        entry.free();
      }
      return kept;
    }
  }

  /** Reserves the expected storage, if there is room for it. */
  private synchronized boolean admit(RowKey key) {
    Entry known = like.get(key.path());
    Entry expected =
        known == null
            ? new Entry(usual, 1, List.of())
            : new Entry(known.bytes, known.seconds, List.of());
    if (closed || budget == 0 || expected.bytes > budget) {
      return false;
    }
    entries.put(key, expected);
    shrink();
    return entries.get(key) == expected;
  }

  /** Announces files, if there is a folder for them and the rows still have readers to come. */
  private synchronized boolean expectFiles(RowKey key) {
    boolean expected = files && !closed && toCome.applyAsInt(key) > 0;
    if (expected) {
      entries.put(key, new Entry(0, 1, List.of()));
    }
    return expected;
  }

  /** Drops the least valuable rows until the rest fits. */
  private void shrink() {
    List<Map.Entry<RowKey, Entry>> byValue = new ArrayList<>(entries.entrySet());
    byValue.removeIf(e -> !e.getValue().readers.isEmpty());
    byValue.sort(Comparator.comparingDouble(e -> value(e.getKey(), e.getValue())));
    for (Map.Entry<RowKey, Entry> least : byValue) {
      if (used() <= budget) {
        return;
      }
      entries.remove(least.getKey());
      least.getValue().free();
    }
  }

  /** Seconds saved for each byte. */
  private double value(RowKey key, Entry entry) {
    return toCome.applyAsInt(key) * entry.seconds / Math.max(1, entry.bytes);
  }

  /**
   * Tables of a key as they were offered, if they are stored.
   *
   * @param reader reader, which keeps them until it {@link #leaves(RowKey, Object) leaves}
   */
  synchronized Optional<List<Dataset<Row>>> read(RowKey key, Object reader) {
    Entry entry = entries.get(key);
    if (entry == null || entry.tables.isEmpty()) {
      return Optional.empty();
    }
    entry.readers.add(reader);
    return Optional.of(entry.tables.stream().map(DetachedRows::rows).toList());
  }

  synchronized void leaves(RowKey key, Object reader) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.readers.remove(reader);
    }
  }

  synchronized void drop(RowKey key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      entry.free();
    }
  }

  /** Drops the rows of a key if the cluster has lost some of them, and returns true then. */
  boolean dropIfLost(RowKey key) {
    List<DetachedRows> tables;
    synchronized (this) {
      Entry entry = entries.get(key);
      tables = entry == null ? List.of() : entry.tables;
    }
    boolean lost = !tables.stream().allMatch(DetachedRows::isWhole);
    if (lost) {
      drop(key);
    }
    return lost;
  }

  /** Bytes stored or reserved now. */
  synchronized long used() {
    return entries.values().stream().mapToLong(entry -> entry.bytes).sum();
  }

  @Override
  public synchronized void close() {
    closed = true;
    entries.values().forEach(Entry::free);
    entries.clear();
  }
}
