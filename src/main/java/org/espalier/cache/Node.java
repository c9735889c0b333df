package org.espalier.cache;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * State of a node: its readers to come, what they have to pay, and its value.
 *
 * <p>Guarded by the lock of the graph.
 */
final class Node<V> {

  private final Set<Object> holders = new LinkedHashSet<>();
  private final List<Supplier<Usage>> work = new ArrayList<>();
  private Usage paid = Usage.NONE;
  private int readers = 0;
  private @Nullable CompletableFuture<V> made; // from the moment on that a thread makes the value
  private @Nullable V value; // once it is made
  private long bytes = 0; // taken or reserved
  private double seconds = 1; // to make the value
  private long used = 0; // number of the last use

  int readers() {
    return readers;
  }

  void announce() {
    readers++;
  }

  /** Books the cost of work, which may still grow; false if nobody is there to pay it. */
  boolean book(Supplier<Usage> cost) {
    return readers > 0 && work.add(cost);
  }

  /**
   * Releases a reader. With the last one the account is closed: it pays the rest even if it did not
   * run, as nobody else is left to.
   *
   * @return its share of what has not been paid yet
   */
  Usage release(boolean pays) {
    Usage share = Usage.NONE;
    if (pays || readers == 1) {
      Usage spent = work.stream().map(Supplier::get).reduce(Usage.NONE, Usage::plus);
      share = spent.minus(paid).share(readers);
      paid = paid.plus(share);
    }
    if (--readers == 0) {
      work.clear();
      paid = Usage.NONE;
    }
    return share;
  }

  /** The value as it is or will be made: by this thread if that is {@code ours}. */
  CompletableFuture<V> claim(CompletableFuture<V> ours) {
    if (made == null) {
      made = ours;
    }
    return made;
  }

  /** True for the making that its readers wait for. */
  boolean isMadeBy(CompletableFuture<V> ours) {
    return made == ours;
  }

  boolean isBeingMade() {
    return made != null && value == null;
  }

  @Nullable V value() {
    return value;
  }

  /** Keeps a value that was claimed; returns the bytes that it takes beyond those reserved. */
  long keep(V kept, long size, double took) {
    value = kept;
    seconds = took;
    return resize(size);
  }

  /**
   * Gives the value up, or the wish for it; the next reader makes it anew.
   *
   * @return bytes that are taken then, none or fewer
   */
  long drop() {
    made = null;
    value = null;
    return resize(0);
  }

  /** Takes so many bytes; returns how many more than before. */
  long resize(long size) {
    long added = size - bytes;
    bytes = size;
    return added;
  }

  void use(long number) {
    used = number;
  }

  long used() {
    return used;
  }

  void hold(Object holder) {
    holders.add(holder);
  }

  boolean leave(Object holder) {
    return holders.remove(holder);
  }

  long bytes() {
    return bytes;
  }

  /** Seconds that each byte saves for the readers to come. */
  double worth() {
    return worth(bytes, seconds);
  }

  double worth(long size, double took) {
    return readers * took / Math.max(1, size);
  }

  /** True for a value that takes room and that nobody holds. */
  boolean canBeDropped() {
    return value != null && bytes > 0 && holders.isEmpty();
  }

  /** True if nothing is known of the node. */
  boolean isEmpty() {
    return readers == 0 && made == null && holders.isEmpty();
  }
}
