package org.espalier.spark.packed;

import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cache of values that an executor keeps from pass to pass, with a maximum size in bytes. All
 * passes read the partitions in about the same order. A value is therefore never evicted for
 * another value of the same rows, as each value would then be gone before its next read. Values of
 * other rows are evicted.
 *
 * @param <K> key of a value
 * @param <V> value, which the garbage collector may also clear
 */
final class KeptValues<K, V> {

  private record Kept<V>(int rows, SoftReference<V> value, long bytes) {}

  private final long most;
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>(); // guarded by this
  private long bytes = 0; // of all values and reservations, guarded by this

  /**
   * Creates an empty cache.
   *
   * @param most maximum bytes
   */
  KeptValues(long most) {
    this.most = most;
  }

  synchronized @Nullable V get(K key) {
    Kept<V> found = kept.get(key);
    return found == null ? null : found.value.get();
  }

  /**
   * Reserves memory for values of some rows, and evicts values of other rows for it.
   *
   * @return false if there is not enough memory
   * @param rows ID of the RDD of the rows
   * @param added bytes to reserve
   */
  synchronized boolean reserve(int rows, long added) {
    Iterator<Kept<V>> oldest = kept.values().iterator();
    while (bytes + added > most && oldest.hasNext()) {
      Kept<V> other = oldest.next();
      if (other.rows != rows || other.value.get() == null) {
        oldest.remove();
        bytes -= other.bytes;
      }
    }
    if (bytes + added > most) {
      return false;
    }
    bytes += added;
    return true;
  }

  /** Releases reserved memory. */
  synchronized void release(long reserved) {
    bytes -= reserved;
  }

  /** Stores a value for which memory was reserved, in place of an earlier one. */
  synchronized void put(K key, int rows, V value, long reserved) {
    Kept<V> before = kept.put(key, new Kept<>(rows, new SoftReference<>(value), reserved));
    bytes -= before == null ? 0 : before.bytes;
  }

  /** Replaces a value by one of the same size; returns false if there was none. */
  synchronized boolean replace(K key, V value) {
    return kept.computeIfPresent(
            key, (any, old) -> new Kept<>(old.rows, new SoftReference<>(value), old.bytes))
        != null;
  }

  /** Drops the values of some rows. */
  synchronized void forget(int rows) {
    Iterator<Kept<V>> all = kept.values().iterator();
    while (all.hasNext()) {
      Kept<V> own = all.next();
      if (own.rows == rows) {
        all.remove();
        bytes -= own.bytes;
      }
    }
  }

  /** Returns the bytes of all values and reservations. */
  synchronized long bytes() {
    return bytes;
  }
}
