package org.espalier.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.espalier.cache.WorkCache.Room;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a {@link WorkCache}: the readers to come of each key, its value, and the bytes that
 * the values take. Guarded by the cache.
 */
final class CacheEntries<K, V> {

  private static final class Entry<V> {
    private final Set<Object> holders = new HashSet<>();
    private int readers = 0;
    private @Nullable CompletableFuture<V> made; // from the moment on that a thread makes the value
    private @Nullable V value; // once it is made
    private long bytes = 0; // taken or reserved
    private double seconds = 1; // to make the value
    private long used = 0; // number of the last use

    private boolean isEmpty() {
      return readers == 0 && made == null && holders.isEmpty();
    }

    private boolean canBeDropped() {
      return value != null && bytes > 0 && holders.isEmpty();
    }

    private double worth(long size, double took) {
      return readers * took / Math.max(1, size);
    }

    private double worth() {
      return worth(bytes, seconds);
    }
  }

  private final Room room;
  private final Consumer<K> forgotten;
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
  private final Set<K> idle = new LinkedHashSet<>(); // without a reader, longest first
  private final List<V> dropped = new ArrayList<>();
  private long kept = 0; // most keys that are idle, unless more are held
  private long taken = 0; // bytes
  private long uses = 0;

  CacheEntries(Room room, Consumer<K> forgotten) {
    this.room = room;
    this.forgotten = forgotten;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  private Entry<V> entry(K key) {
    return entries.computeIfAbsent(key, k -> new Entry<>());
  }

  void announce(K key) {
    idle.remove(key);
    entry(key).readers++;
  }

  int readers(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null ? 0 : entry.readers;
  }

  void release(K key) {
    Entry<V> entry = entries.get(key);
    if (entry == null || entry.readers == 0) {
      return;
    }
    if (--entry.readers == 0 && room.idle() < Integer.MAX_VALUE) {
      idle.add(key);
    }
    tidy(key);
  }

  /**
   * Drops values without a reader that are not kept for later ones, unless they are held.
   *
   * @param keys number of keys of the last reader
   */
  void trimIdle(long keys) {
    kept = keys * room.idle();
    trimIdle();
  }

  private void trimIdle() {
    for (K longest : idle.size() > kept ? List.copyOf(idle) : List.<K>of()) {
      if (idle.size() > kept && entry(longest).holders.isEmpty()) {
        idle.remove(longest);
        drop(longest);
      }
    }
  }

  @Nullable V value(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  boolean isBeingMade(K key) {
    Entry<V> entry = entries.get(key);
    return entry != null && entry.made != null && entry.value == null;
  }

  boolean isMadeBy(K key, CompletableFuture<V> ours) {
    Entry<V> entry = entries.get(key);
    return entry != null && entry.made == ours;
  }

  /**
   * Records a use of a key.
   *
   * @param holder that will hold the value until it leaves; null if none does
   */
  void use(K key, @Nullable Object holder) {
    Entry<V> entry = entry(key);
    entry.used = ++uses;
    if (holder != null) {
      entry.holders.add(holder);
    }
  }

  /** The value as it is or will be made: by this thread if that is {@code ours}. */
  CompletableFuture<V> claim(K key, CompletableFuture<V> ours) {
    Entry<V> entry = entry(key);
    if (entry.made == null) {
      entry.made = ours;
    }
    return entry.made;
  }

  /** Keeps a value that was claimed. */
  void keep(K key, V value, long bytes, double seconds) {
    Entry<V> entry = entry(key);
    entry.value = value;
    entry.seconds = seconds;
    resize(entry, bytes);
  }

  private void resize(Entry<V> entry, long bytes) {
    taken += bytes - entry.bytes;
    entry.bytes = bytes;
  }

  void leave(K key, Object holder) {
    Entry<V> entry = entries.get(key);
    if (entry != null && entry.holders.remove(holder)) {
      trimIdle();
      tidy(key);
      fit();
    }
  }

  /** Drops values until the rest fits into the room. */
  void fit() {
    fit(room.bytes());
  }

  /** Drops values until the rest takes at most these bytes. */
  void fit(long most) {
    for (K least : taken > most ? leastWorth() : List.<K>of()) {
      if (taken > most) {
        drop(least);
      }
    }
  }

  /**
   * Reserves bytes for a value that is being made; false if those to be dropped for it are worth
   * more, or there is not enough room without them.
   */
  boolean reserve(K key, long expected, double seconds) {
    Entry<V> made = entries.get(key);
    if (made == null || !isBeingMade(key) || room.bytes() == 0) {
      return false;
    }
    long free = room.bytes() - taken + made.bytes;
    double worth = made.worth(expected, seconds);
    List<K> least = new ArrayList<>();
    for (K each : leastWorth()) {
      if (free >= expected || entry(each).worth() > worth) {
        break;
      }
      free += entry(each).bytes;
      least.add(each);
    }
    if (free < expected) {
      return false;
    }
    resize(made, expected);
    least.forEach(this::drop);
    return true;
  }

  private List<K> leastWorth() {
    return entries.entrySet().stream()
        .filter(each -> each.getValue().canBeDropped())
        .sorted(
            Comparator.<Map.Entry<K, Entry<V>>>comparingDouble(each -> each.getValue().worth())
                .thenComparingLong(each -> each.getValue().used))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Drops a value, or the wish for it; the next reader makes it anew. */
  void drop(K key) {
    Entry<V> entry = entries.get(key);
    if (entry != null) {
      Optional.ofNullable(entry.value).ifPresent(dropped::add);
      entry.made = null;
      entry.value = null;
      resize(entry, 0);
      tidy(key);
    }
  }

  void dropAll() {
    idle.clear();
    List.copyOf(entries.keySet()).forEach(this::drop);
  }

  /** Removes and returns the values that were dropped. */
  List<V> takeDropped() {
    List<V> all = List.copyOf(dropped);
    dropped.clear();
    return all;
  }

  private void tidy(K key) {
    Entry<V> entry = entries.get(key);
    if (entry != null && entry.isEmpty() && !idle.contains(key)) {
      entries.remove(key);
      forgotten.accept(key);
    }
  }
}
