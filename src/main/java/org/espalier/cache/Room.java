package org.espalier.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Room that the values of nodes share: those that are worth least make way for others. Of equal
 * ones the least recently used goes first; those that are held stay.
 *
 * <p>Guarded by the lock of the graph.
 */
final class Room<K, V> {

  private final long bytes;
  private final Map<K, Node<V>> nodes;
  private long taken = 0; // by all nodes

  /**
   * @param bytes of all values, unless more are held
   */
  Room(long bytes, Map<K, Node<V>> nodes) {
    this.bytes = bytes;
    this.nodes = nodes;
  }

  /** Notes that values take more bytes, or fewer below 0. */
  void taken(long added) {
    taken += added;
  }

  /** Values to be dropped so that the rest fits. */
  List<K> excess() {
    return excess(bytes);
  }

  /** Values to be dropped so that the rest takes at most so many bytes. */
  List<K> excess(long most) {
    List<K> dropped = new ArrayList<>();
    long excess = taken - most;
    for (K least : excess > 0 ? leastWorth() : List.<K>of()) {
      if (excess > 0) {
        excess -= node(least).bytes();
        dropped.add(least);
      }
    }
    return dropped;
  }

  /**
   * Values to be dropped for one that is being made.
   *
   * @param seconds expected to make it
   * @return empty if they are worth more, or there is not enough room without them
   */
  Optional<List<K>> reserve(Node<V> made, long expected, double seconds) {
    List<K> dropped = new ArrayList<>();
    long free = bytes - taken + made.bytes();
    double worth = made.worth(expected, seconds);
    for (K least : leastWorth()) {
      if (free >= expected || node(least).worth() > worth) {
        break;
      }
      free += node(least).bytes();
      dropped.add(least);
    }
    if (free < expected || bytes == 0) {
      return Optional.empty();
    }
    taken(made.resize(expected));
    return Optional.of(dropped);
  }

  private Node<V> node(K key) {
    return nodes.getOrDefault(key, new Node<>());
  }

  private List<K> leastWorth() {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().canBeDropped())
        .sorted(
            Comparator.<Map.Entry<K, Node<V>>>comparingDouble(entry -> entry.getValue().worth())
                .thenComparingLong(entry -> entry.getValue().used()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
