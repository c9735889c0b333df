package org.espalier.spark.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What a driver's journal needs of the world around it; tests bring their own. */
record DriverEnvironment(DriverProcess process, InstantSource clock, Pause pause, Ticker ticker) {

  /** How long the end waits for a write that is under way. */
  private static final long PATIENCE_SECONDS = 10;

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  /** Does something again and again, beside all else. */
  @FunctionalInterface
  interface Ticker {

    /** Begins; what it returns ends it. */
    Runnable every(Duration period, Runnable task);
  }

  /** This process, by its own clock. */
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

  /** Not by an interrupt: that might break off what is being written. */
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
