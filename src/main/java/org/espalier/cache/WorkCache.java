package org.espalier.cache;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cache of values that several cells read. Each value is made once, by the first thread that needs
 * it, while others wait; a value may be made of those of other caches.
 *
 * <p>If the thread that makes a value is cancelled, or loses its executors, one of those that wait
 * takes over. A failure of the work itself reaches all of them, and the next reader makes the value
 * anew.
 *
 * <p>Cells announce the keys that they will read. A value is dropped with its last reader, unless
 * {@link Room#idle} keeps it for later ones. {@link StoredValue} values share the bytes of a {@link
 * Room}: those that are not held make way, the least worth first. The worth is the time to make a
 * value, times the readers to come, by its bytes; among equal ones the least recently used goes
 * first.
 *
 * <p>All methods may be called by many threads. One lock guards the state. Nothing is made,
 * measured or freed within it.
 *
 * @param <K> key, compared by equality
 */
public final class WorkCache<K, V> implements AutoCloseable {

  private static final double NANOS = 1e9;

  /**
   * Room for the values.
   *
   * @param bytes of all values, unless more are held
   * @param idle how many times as many keys as the last reader had are kept without a reader, as
   *     later ones may read them: those released most recently
   */
  public record Room(long bytes, int idle) {

    /** Room for all values, each of which goes with its last reader. */
    public static final Room UNLIMITED = new Room(Long.MAX_VALUE, 0);

    /** Room for values that stay until their bytes are needed. */
    public static Room within(long bytes) {
      return new Room(bytes, Integer.MAX_VALUE);
    }
  }

  /** Waiting for a value that another thread makes. */
  interface Waiting {
    <T> T get(CompletableFuture<T> value) throws InterruptedException, ExecutionException;
  }

  private final Predicate<Throwable> isOwn;
  private final LongSupplier nanos;
  private final Runnable changed;
  private final Waiting waiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final CacheEntries<K, V> entries; // guarded by lock
  private boolean closed = false; // likewise

  /**
   * @param isOwn true for a failure of the work itself, which is not repeated for those that wait
   * @param nanos nanoseconds of a clock, from any moment on
   */
  public WorkCache(Room room, Predicate<Throwable> isOwn, LongSupplier nanos) {
    this(room, isOwn, nanos, () -> {}, key -> {});
  }

  /**
   * @param changed called when a value was made, or could not be made
   * @param forgotten called for a key without a value and without a reader that it is kept for; it
   *     must not call the cache
   */
  public WorkCache(
      Room room,
      Predicate<Throwable> isOwn,
      LongSupplier nanos,
      Runnable changed,
      Consumer<K> forgotten) {
    this(room, isOwn, nanos, changed, forgotten, CompletableFuture::get);
  }

  WorkCache(
      Room room,
      Predicate<Throwable> isOwn,
      LongSupplier nanos,
      Runnable changed,
      Consumer<K> forgotten,
      Waiting waiting) {
    this.isOwn = isOwn;
    this.nanos = nanos;
    this.changed = changed;
    this.waiting = waiting;
    this.entries = new CacheEntries<>(room, forgotten);
  }

  /** Makes a decision with the state unchanged meanwhile, and frees what it has dropped. */
  private <T> T decide(Supplier<T> decision) {
    lock.lock();
    try {
      return decision.get();
    } finally {
      List<V> dropped = entries.takeDropped();
      lock.unlock();
      free(dropped);
    }
  }

  private void change(Runnable decision) {
    decide(
        () -> {
          decision.run();
          return this;
        });
  }

  /** Frees all values; throws the exception of the first that fails, with those of others. */
  private static void free(List<?> values) {
    RuntimeException failure = null;
    for (Object value : values) {
      try {
        if (value instanceof StoredValue stored) {
          stored.free();
        }
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Announces a reader of some keys. */
  public void announce(Collection<K> keys) {
    change(() -> keys.forEach(entries::announce));
  }

  /** Releases a reader that has ended, or will not run. */
  public void release(Collection<K> keys) {
    change(
        () -> {
          keys.forEach(entries::release);
          if (!keys.isEmpty()) {
            entries.trimIdle(keys.size());
          }
          entries.fit();
        });
  }

  /** Number of readers to come, as far as they are announced. */
  public int readers(K key) {
    return decide(() -> entries.readers(key));
  }

  /** True if a thread is making the value. */
  public boolean isBeingMade(K key) {
    return decide(() -> entries.isBeingMade(key));
  }

  /** Value that is made already; empty if there is none. */
  public Optional<V> made(K key) {
    return decide(() -> Optional.ofNullable(entries.value(key)));
  }

  /** True if no value is there or being made, and no reader is to come. */
  public boolean isEmpty() {
    return decide(entries::isEmpty);
  }

  /** True if this thread makes a decision. */
  boolean isDeciding() {
    return lock.isHeldByCurrentThread();
  }

  /** Value of a key; waits while another thread makes it. */
  public V get(K key, Supplier<V> make) {
    return value(key, null, make);
  }

  /**
   * Value of a key, which stays until its holder leaves it, or it is lost or forgotten; waits while
   * another thread makes it.
   *
   * @param holder compared by equality
   */
  public V hold(K key, Object holder, Supplier<V> make) {
    return value(key, holder, make);
  }

  private V value(K key, @Nullable Object holder, Supplier<V> make) {
    while (true) {
      CompletableFuture<V> ours = new CompletableFuture<>();
      CompletableFuture<V> made = decide(() -> claim(key, holder, ours));
      if (made == ours) {
        return make(key, ours, make);
      }
      try {
        return waiting.get(made);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for another cell's work");
      } catch (CancellationException | ExecutionException e) {
        if (isOwn.test(e)) {
          throw new CompletionException(e.getCause());
        }
      }
    }
  }

  private CompletableFuture<V> claim(K key, @Nullable Object holder, CompletableFuture<V> ours) {
    entries.use(key, holder);
    return entries.claim(key, ours);
  }

  private V make(K key, CompletableFuture<V> ours, Supplier<V> make) {
    long before = nanos.getAsLong();
    try {
      V value = make.get();
      double seconds = (nanos.getAsLong() - before) / NANOS;
      long bytes = value instanceof StoredValue stored ? stored.bytes() : 0;
      boolean isKept = decide(() -> keep(key, ours, value, bytes, seconds));
      if (!isKept && value instanceof StoredValue stored) {
        stored.free();
        throw new CancellationException("The value is not wanted any more.");
      }
      ours.complete(value);
      return value;
    } catch (Throwable e) { // any exception: others wait for the value
      change(
          () -> {
            if (entries.isMadeBy(key, ours)) {
              entries.drop(key);
            }
          });
      ours.completeExceptionally(e);
      throw e;
    } finally {
      changed.run();
    }
  }

  /** False if nobody wants the value any more. */
  private boolean keep(K key, CompletableFuture<V> ours, V value, long bytes, double seconds) {
    boolean isWanted = !closed && entries.isMadeBy(key, ours);
    if (isWanted) {
      entries.keep(key, value, bytes, seconds);
    }
    return isWanted;
  }

  /** Value that is made already, held as by {@link #hold}; empty if there is none. */
  public Optional<V> holdMade(K key, Object holder) {
    return decide(
        () -> {
          Optional<V> value = Optional.ofNullable(entries.value(key));
          if (value.isPresent()) {
            entries.use(key, holder);
          }
          return value;
        });
  }

  /** Leaves a value that was held. */
  public void leave(K key, Object holder) {
    change(() -> entries.leave(key, holder));
  }

  /** Runs work on a value that is held meanwhile. */
  public <T> T with(K key, Supplier<V> make, Function<? super V, T> work) {
    Object holder = new Object();
    try {
      return work.apply(hold(key, holder, make));
    } finally {
      leave(key, holder);
    }
  }

  /** Keeps a value that was made with that of another key, unless this one has its own. */
  public void put(K key, V value) {
    change(
        () -> {
          CompletableFuture<V> made = CompletableFuture.completedFuture(value);
          if (entries.claim(key, made) == made) {
            entries.keep(key, value, 0, 0);
          }
        });
  }

  /**
   * Reserves bytes for a value that is being made, if it is worth more than those that are dropped
   * for it.
   *
   * @param expected bytes of the value
   * @param seconds expected to make it
   * @return false if it is not to be stored
   */
  public boolean reserve(K key, long expected, double seconds) {
    return decide(() -> entries.reserve(key, expected, seconds));
  }

  /** Drops values that are not held, the least worth first, until all take at most these bytes. */
  public void trimTo(long most) {
    change(() -> entries.fit(most));
  }

  /** Drops a value if a part of it was lost, and returns true then. */
  public boolean dropIfLost(K key) {
    Optional<V> lost =
        made(key).filter(value -> value instanceof StoredValue rows && !rows.isWhole());
    lost.ifPresent(
        value ->
            change(
                () -> {
                  if (entries.value(key) == value) {
                    entries.drop(key);
                  }
                }));
    return lost.isPresent();
  }

  /** Drops a value, even if it is held or being made; the next reader makes it anew. */
  public void forget(K key) {
    change(() -> entries.drop(key));
  }

  /** Frees all values; those that are being made are freed by their makers. */
  @Override
  public void close() {
    change(
        () -> {
          closed = true;
          entries.dropAll();
        });
  }
}
