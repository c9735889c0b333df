package org.espalier.bench;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Work that had a limit of time, at which its thread was interrupted and all jobs were cancelled.
 */
final class Limited<T> {

  private static final long POLL_MILLIS = 50;

  /** Polls without a job after which nothing is expected to start another. */
  private static final int QUIET = 40;

  private final double seconds;
  private final @Nullable T result; // null if it was stopped

  private Limited(double seconds, @Nullable T result) {
    this.seconds = seconds;
    this.result = result;
  }

  /**
   * Runs work in a thread of its own.
   *
   * @param limit seconds
   */
  static <T> Limited<T> run(SparkContext context, double limit, Callable<T> work)
      throws InterruptedException, ExecutionException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "bench-limited");
    thread.setDaemon(true);
    long before = System.nanoTime();
    thread.start();
    try {
      T result = task.get(Math.round(1000 * limit), TimeUnit.MILLISECONDS);
      return new Limited<>((System.nanoTime() - before) / 1e9, result);
    } catch (TimeoutException e) {
      thread.interrupt();
      int quiet = 0;
      while (quiet < QUIET) {
        boolean works = thread.isAlive() || context.statusTracker().getActiveJobIds().length > 0;
        quiet = works ? 0 : quiet + 1;
        context.cancelAllJobs();
        Thread.sleep(POLL_MILLIS);
      }
      return new Limited<>(limit, null);
    }
  }

  /** Seconds it took, or the limit. */
  double seconds() {
    return seconds;
  }

  /** Empty if it was stopped. */
  Optional<T> result() {
    return Optional.ofNullable(result);
  }
}
