package org.espalier.spark.packed;

import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that an executor keeps from pass to pass, as far as a number of bytes allows. All passes
 * read the partitions in about the same order, so that a value of the same rows never makes way for
 * another one: then none would be there when it is read again. Values of other rows do.
 *
 * @param <K> key of a value
 */
final class KeptValues<K, V> {

  private record Kept<V>(int rows, SoftReference<V> value, long bytes) {}

  private final long most;
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>(); // guarded by this
  private long bytes = 0; // of all that is kept or reserved, guarded by this

  /**
   * @param most bytes
   */
  KeptValues(long most) {
    this.most = most;
  }

  synchronized @Nullable V get(K key) {
    Kept<V> found = kept.get(key);
    return found == null ? null : found.value.get();
  }

  /**
   * Reserves room for values of some rows; false if there is none.
   *
   * @param rows number by which Spark knows the rows
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

  /** Gives room back that was reserved. */
  synchronized void release(long reserved) {
    bytes -= reserved;
  }

  /** Keeps a value for which room was reserved, in place of that before. */
  synchronized void put(K key, int rows, V value, long reserved) {
    Kept<V> before = kept.put(key, new Kept<>(rows, new SoftReference<>(value), reserved));
    bytes -= before == null ? 0 : before.bytes;
  }

  /** Keeps a value of the same size in place of that before; false if there was none. */
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

  /** Bytes of all that is kept or reserved. */
  synchronized long bytes() {
    return bytes;
  }
}
