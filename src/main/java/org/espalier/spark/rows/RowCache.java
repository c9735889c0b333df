package org.espalier.spark.rows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.espalier.spark.cell.SharedWork;
import org.jspecify.annotations.Nullable;

/**
 * Cache of rows that many cells read, within a budget of storage.
 *
 * <p>Rows are made once, by the first cell that needs them (see {@link OnceEach}), and kept while
 * they have a holder. Of rows without a holder, those that save the least time per byte are dropped
 * first, and of equal ones those used least recently. Rows that the cluster has lost are made again
 * by the thread that notices.
 *
 * @param <K> key of the rows, compared by equality
 */
public final class RowCache<K, V extends StoredRows> implements AutoCloseable {

  private static final double NANOS = 1e9;

  private static final class Slot<V> {
    private @Nullable V rows; // once they are made
    private long size = 0; // taken or reserved
    private double seconds = 1; // to make the rows
    private final Set<Object> holders = new HashSet<>();
  }

  private final long budget;
  private final ToLongFunction<V> size;
  private final ToIntFunction<K> toCome;
  private final OnceEach<K, V> made;
  private final Map<K, Slot<V>> slots = new LinkedHashMap<>(16, 0.75f, true); // in order of use
  private boolean closed = false; // guarded by slots, as they are

  /**
   * @param budget maximum size of all rows, unless more are held
   * @param size size of made rows, in the budget's unit; called once
   * @param toCome number of cells that will still read the rows of a key, as far as it is known
   * @param changed called whenever rows are made, or could not be made
   */
  public RowCache(long budget, ToLongFunction<V> size, ToIntFunction<K> toCome, Runnable changed) {
    this.budget = budget;
    this.size = size;
    this.toCome = toCome;
    this.made = new OnceEach<>(changed);
  }

  /**
   * Runs work on rows; waits while another thread makes them. If the cluster has lost them, they
   * are made again and the work is repeated once.
   */
  public <T> T with(K key, Supplier<V> make, Function<? super V, T> work) {
    Object holder = new Object();
    try {
      V rows = hold(key, holder, make);
      try {
        return work.apply(rows);
      } catch (Throwable e) { // a failed job's exception is checked, and not declared
        if (!dropIfLost(key, rows)) {
          throw e;
        }
      }
      SharedWork.again(1);
      return work.apply(hold(key, holder, make));
    } finally {
      leave(key, holder);
    }
  }

  /**
   * Rows, which are kept until their holder leaves them, or they are lost or forgotten.
   *
   * @param holder compared by equality
   */
  public V hold(K key, Object holder, Supplier<V> make) {
    Slot<V> slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(key, k -> new Slot<>());
      slot.holders.add(holder);
    }
    return made.get(key, () -> make(key, slot, make));
  }

  /** Rows that are already made, kept as by {@link #hold}; empty if there are none. */
  public Optional<V> holdMade(K key, Object holder) {
    synchronized (slots) {
      Slot<V> slot = slots.get(key);
      if (slot == null || slot.rows == null) {
        return Optional.empty();
      }
      slot.holders.add(holder);
      return Optional.of(slot.rows);
    }
  }

  /** Releases rows that were held by {@link #hold}. */
  public void leave(K key, Object holder) {
    List<V> dropped = List.of();
    synchronized (slots) {
      Slot<V> slot = slots.get(key);
      if (slot != null && slot.holders.remove(holder)) {
        if (slot.holders.isEmpty() && slot.rows == null) {
          slots.remove(key);
        }
        dropped = shrink();
      }
    }
    dropped.forEach(StoredRows::free);
  }

  private V make(K key, Slot<V> slot, Supplier<V> make) {
    long before = System.nanoTime();
    try {
      V rows = make.get();
      keep(key, slot, rows, (System.nanoTime() - before) / NANOS);
      return rows;
    } catch (Throwable e) { // any exception: reserved room is free again
      synchronized (slots) {
        slot.size = 0;
      }
      throw e;
    }
  }

  private void keep(K key, Slot<V> slot, V rows, double seconds) {
    long taken = size.applyAsLong(rows);
    synchronized (slots) {
      if (!closed && slots.get(key) == slot) {
        slot.rows = rows;
        slot.size = taken;
        slot.seconds = seconds;
        return;
      }
    }
    rows.free();
    throw new CancellationException("The rows are not wanted any more.");
  }

  /**
   * Makes room for rows that are being made, if they are worth more than those dropped for them.
   *
   * @param expected size of the rows
   * @param seconds expected to make them
   * @return false if they are not to be stored
   */
  public boolean reserve(K key, long expected, double seconds) {
    List<Map.Entry<K, Slot<V>>> dropped = new ArrayList<>();
    synchronized (slots) {
      Slot<V> slot = slots.get(key);
      if (closed || slot == null || budget == 0) {
        return false;
      }
      long room = budget - used() + slot.size;
      double worth = toCome.applyAsInt(key) * seconds / Math.max(1, expected);
      for (Map.Entry<K, Slot<V>> least : unheld()) {
        if (room >= expected || value(least) > worth) {
          break;
        }
        room += least.getValue().size;
        dropped.add(least);
      }
      if (room < expected) {
        return false;
      }
      slot.size = expected;
      dropped.forEach(entry -> remove(entry.getKey()));
    }
    dropped.forEach(entry -> free(entry.getValue()));
    return true;
  }

  /** Removes the least valuable rows without a holder until the rest fits. */
  private List<V> shrink() {
    List<V> dropped = new ArrayList<>();
    long used = used();
    for (Map.Entry<K, Slot<V>> least :
        used > budget ? unheld() : List.<Map.Entry<K, Slot<V>>>of()) {
      V rows = least.getValue().rows;
      if (used > budget && rows != null) {
        remove(least.getKey());
        used -= least.getValue().size;
        dropped.add(rows);
      }
    }
    return dropped;
  }

  /** Rows without a holder that take room, the least valuable first. */
  private List<Map.Entry<K, Slot<V>>> unheld() {
    return slots.entrySet().stream()
        .filter(entry -> entry.getValue().rows != null && entry.getValue().size > 0)
        .filter(entry -> entry.getValue().holders.isEmpty())
        .<Map.Entry<K, Slot<V>>>map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingDouble(this::value))
        .toList();
  }

  /** Seconds saved for each byte. */
  private double value(Map.Entry<K, Slot<V>> entry) {
    Slot<V> slot = entry.getValue();
    return toCome.applyAsInt(entry.getKey()) * slot.seconds / Math.max(1, slot.size);
  }

  private long used() {
    return slots.values().stream().mapToLong(slot -> slot.size).sum();
  }

  private @Nullable Slot<V> remove(K key) {
    made.forget(key);
    return slots.remove(key);
  }

  /** Drops rows, even if they have a holder. */
  public void forget(K key) {
    Slot<V> slot;
    synchronized (slots) {
      slot = remove(key);
    }
    free(slot);
  }

  /** Drops the rows of a key if the cluster has lost some of them. */
  public boolean dropIfLost(K key) {
    V rows;
    synchronized (slots) {
      Slot<V> slot = slots.get(key);
      rows = slot == null ? null : slot.rows;
    }
    return rows != null && dropIfLost(key, rows);
  }

  private boolean dropIfLost(K key, V rows) {
    if (rows.isWhole()) {
      return false;
    }
    boolean current;
    synchronized (slots) {
      Slot<V> slot = slots.get(key);
      current = slot != null && slot.rows == rows;
      if (current) {
        remove(key);
      }
    }
    if (current) {
      rows.free(); // the remaining parts
    }
    return true;
  }

  public boolean isBeingMade(K key) {
    return made.isBeingMade(key);
  }

  private static <V extends StoredRows> void free(@Nullable Slot<V> slot) {
    if (slot != null && slot.rows != null) {
      slot.rows.free();
    }
  }

  @Override
  public void close() {
    List<V> rows;
    synchronized (slots) {
      closed = true;
      rows = slots.values().stream().flatMap(slot -> Stream.ofNullable(slot.rows)).toList();
      Set.copyOf(slots.keySet()).forEach(this::remove);
    }
    rows.forEach(StoredRows::free);
  }
}
