package org.espalier.job;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.espalier.spark.SparkLine;

/**
 * Hook for the end of the process by SIGTERM, as for a spot instance, a preempted container or a
 * Kubernetes pod, or by SIGINT. It runs while the Spark context still lives.
 */
final class ShutdownHook implements AutoCloseable {

  /** Before Spark's own, which stops the context at that of Hadoop's file systems plus 30. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 50;

  /** Kubernetes and YARN kill after half a minute or so. */
  private static final long SECONDS = 25;

  private static final AtomicBoolean LISTENING = new AtomicBoolean();
  private static volatile boolean interrupted = false; // by SIGINT

  private final CountDownLatch studyEnded = new CountDownLatch(1);
  private final CountDownLatch hookEnded = new CountDownLatch(1);
  private final Runnable hook;

  /**
   * @param leave takes the exit code, and says whether it left all there is to leave; otherwise the
   *     hook waits for the study to do so
   */
  ShutdownHook(IntPredicate leave) {
    if (LISTENING.compareAndSet(false, true)) {
      SparkLine.onSignal("INT", () -> interrupted = true);
    }
    hook =
        () -> {
          boolean left = leave.test(interrupted ? ExitCode.INTERRUPTED : ExitCode.TERMINATED);
          hookEnded.countDown();
          if (!left) {
            awaitEnd();
          }
        };
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until what is to be left is left. */
  void awaitLast() throws InterruptedException {
    hookEnded.await(SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the study, which may be about to end by itself. */
  private void awaitEnd() {
    try {
      studyEnded.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Hadoop does not wait any longer
    }
  }

  @Override
  public void close() {
    studyEnded.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
