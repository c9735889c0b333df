package org.espalier.spark.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Environment of a driver's journal: process, clock, pauses and timers. Tests replace it. */
record DriverEnvironment(DriverProcess process, InstantSource clock, Pause pause, Ticker ticker) {

  /** Maximum number of seconds to wait at the end for a write in progress. */
  private static final long PATIENCE_SECONDS = 10;

  @FunctionalInterface
  interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  /** Scheduler that runs a task periodically in the background. */
  @FunctionalInterface
  interface Ticker {

    /** Starts the task. Running the result stops it. */
    Runnable every(Duration period, Runnable task);
  }

  /** Returns the environment of this process, with the system clock. */
  static DriverEnvironment current() {
    return new DriverEnvironment(
        DriverProcess.current(),
        InstantSource.system(),
        time -> Thread.sleep(time.toMillis()),
        DriverEnvironment::onThread);
  }

  private static Runnable onThread(Duration period, Runnable task) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "espalier-journal");
              daemon.setDaemon(true);
              return daemon;
            });
    long millis = Math.max(1, period.toMillis());
    ScheduledFuture<?> repeated =
        thread.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    return () -> end(thread, repeated);
  }

  /** Ends the thread without an interrupt, which could break off a write. */
  private static void end(ScheduledExecutorService thread, ScheduledFuture<?> repeated) {
    repeated.cancel(false);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
