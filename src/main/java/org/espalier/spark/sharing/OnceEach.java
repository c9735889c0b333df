package org.espalier.spark.sharing;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.espalier.spark.cell.Fault;

/**
 * Makes a value once for each key, in the thread of the first that asks; others wait for it.
 *
 * <p>What fails by its own fault fails for all who wait. If its maker was broken off, or lost its
 * executors, one of those who wait makes it anew.
 */
final class OnceEach<K, V> {

  private final Map<K, CompletableFuture<V>> made = new ConcurrentHashMap<>();
  private final Runnable changed;

  /**
   * @param changed told whenever something is made, or has failed to be
   */
  OnceEach(Runnable changed) {
    this.changed = changed;
  }

  V get(K key, Supplier<V> make) {
    while (true) {
      CompletableFuture<V> ours = new CompletableFuture<>();
      CompletableFuture<V> theirs = made.putIfAbsent(key, ours);
      if (theirs == null) {
        return make(key, ours, make);
      }
      try {
        return theirs.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for another cell's work");
      } catch (ExecutionException e) {
        if (Fault.of(e) == Fault.OWN) {
          throw new CompletionException(e.getCause());
        }
      }
    }
  }

  private V make(K key, CompletableFuture<V> ours, Supplier<V> make) {
    try {
      V value = make.get();
      ours.complete(value);
      return value;
    } catch (Throwable e) { // whatever it is: others wait for it
      made.remove(key, ours);
      ours.completeExceptionally(e);
      throw e;
    } finally {
      changed.run();
    }
  }

  /** Whether somebody is making it at the moment. */
  boolean isBeingMade(K key) {
    CompletableFuture<V> value = made.get(key);
    return value != null && !value.isDone();
  }

  boolean isMade(K key) {
    CompletableFuture<V> value = made.get(key);
    return value != null && value.isDone() && !value.isCompletedExceptionally();
  }

  void forget(K key) {
    made.remove(key);
  }

  boolean isEmpty() {
    return made.isEmpty();
  }
}
