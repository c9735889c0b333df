package org.espalier.spark.rows;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.espalier.spark.cell.FailureCause;

/**
 * Cache that computes each key's value once, in the thread of the first caller; other callers wait
 * for it.
 *
 * <p>A failure of the computation itself is thrown to all waiting callers. If the computing thread
 * was cancelled, or lost its executors, one of the waiting callers computes the value again.
 */
public final class OnceEach<K, V> {

  private final Map<K, CompletableFuture<V>> made = new ConcurrentHashMap<>();
  private final Runnable changed;

  /**
   * @param changed called whenever a value is computed, or its computation has failed
   */
  public OnceEach(Runnable changed) {
    this.changed = changed;
  }

  /** Value of a key, made by the first caller. */
  public V get(K key, Supplier<V> make) {
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
        if (FailureCause.of(e) == FailureCause.OWN) {
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
    } catch (Throwable e) { // any exception: other callers wait for the result
      made.remove(key, ours);
      ours.completeExceptionally(e);
      throw e;
    } finally {
      changed.run();
    }
  }

  /** True if a thread is computing the key's value. */
  public boolean isBeingMade(K key) {
    CompletableFuture<V> value = made.get(key);
    return value != null && !value.isDone();
  }

  /** True if the key's value is there. */
  public boolean isMade(K key) {
    CompletableFuture<V> value = made.get(key);
    return value != null && value.isDone() && !value.isCompletedExceptionally();
  }

  /** Lets the next caller make the key's value anew. */
  public void forget(K key) {
    made.remove(key);
  }

  /** True if no value is there or being made. */
  public boolean isEmpty() {
    return made.isEmpty();
  }
}
