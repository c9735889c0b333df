package org.espalier.spark.cell;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in a thread of its own, in parallel with its caller. It continues when the thread that waits
 * for it is interrupted, and ends when it is cancelled itself.
 *
 * <p>Its thread has the local properties, session and class loader of the one that began it, but no
 * cell's tag.
 */
public final class DetachedWork<T> {

  private static final Logger LOG = LoggerFactory.getLogger(DetachedWork.class);

  private static final String THREAD = "espalier-shared-work";

  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Runnable cancel;
  private final Thread thread;

  private DetachedWork(Supplier<T> work, Runnable cancel, Runnable ended) {
    this.cancel = cancel;
    this.thread = new Thread(() -> run(work, ended), THREAD);
    thread.setDaemon(true);
  }

  /**
   * Begins work.
   *
   * @param cancel ends the jobs of the work: those that run, and those that it starts from now on
   * @param ended called when the work has ended, in its thread
   */
  public static <T> DetachedWork<T> begin(Supplier<T> work, Runnable cancel, Runnable ended) {
    DetachedWork<T> begun = new DetachedWork<>(work, cancel, ended);
    begun.thread.start();
    return begun;
  }

  private void run(Supplier<T> work, Runnable ended) {
    try {
      result.complete(work.get());
    } catch (Throwable e) { // any exception: waiting threads receive it
      result.completeExceptionally(e);
    } finally {
      ended.run();
    }
  }

  /**
   * The result; waits for it.
   *
   * @throws CancellationException if the thread that waits is interrupted
   * @throws CompletionException with the exception of the work
   */
  public T await() {
    try {
      return await(Long.MAX_VALUE);
    } catch (TimeoutException e) {
      throw new AssertionError(e); // three centuries have passed
    }
  }

  /**
   * The result; waits for it up to a limit.
   *
   * @throws TimeoutException if the work has not ended by then; it continues
   * @throws CancellationException if the thread that waits is interrupted
   * @throws CompletionException with the exception of the work
   */
  public T await(Duration atMost) throws TimeoutException {
    return await(atMost.toNanos());
  }

  private T await(long nanos) throws TimeoutException {
    try {
      return result.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for parallel work");
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** Begins work without an action on its cancellation or end. */
  public static <T> DetachedWork<T> begin(Supplier<T> work) {
    return begin(work, () -> {}, () -> {});
  }

  /** The result; waits for it, and throws the exception of the work. */
  public T result() {
    try {
      return await();
    } catch (CompletionException e) {
      throw SneakyThrow.thrown(Objects.requireNonNull(e.getCause()));
    }
  }

  /**
   * The result; waits for it up to a limit, and throws the exception of the work.
   *
   * @throws TimeoutException if the work has not ended by then; it continues
   */
  public T result(Duration atMost) throws TimeoutException {
    try {
      return await(atMost);
    } catch (CompletionException e) {
      throw SneakyThrow.thrown(Objects.requireNonNull(e.getCause()));
    }
  }

  /** Waits until the work has ended, by a result or an exception. */
  public void awaitEnd() {
    try {
      await();
    } catch (CompletionException | CancellationException e) {
      LOG.debug("Parallel work has ended", e);
    }
  }

  /** True if it has a result, or has failed. */
  public boolean isDone() {
    return result.isDone();
  }

  /** Ends the work and its jobs; does nothing once it has ended. */
  public void cancel() {
    if (!isDone()) {
      cancel.run();
      thread.interrupt();
    }
  }
}
