package org.espalier.job;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.SparkLine;

/**
 * Last steps of a command whose process is told to end: by SIGTERM, as a spot instance, a preempted
 * container or a Kubernetes pod is, or by SIGINT. They run while the Spark context still lives.
 */
final class ShutdownHook implements AutoCloseable {

  /** Before Spark's own, which stops the context at that of Hadoop's file systems plus 30. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 50;

  /** Kubernetes and YARN kill after half a minute or so. */
  private static final long SECONDS = 25;

  private static final AtomicBoolean LISTENING = new AtomicBoolean();
  private static volatile boolean interrupted = false; // by SIGINT

  private final CountDownLatch commandEnded = new CountDownLatch(1);
  private final CountDownLatch hookEnded = new CountDownLatch(1);
  private final Runnable hook = this::end;
  private volatile IntPredicate leave;

  /**
   * @param leave takes the exit code, and says whether it left all there is to leave; otherwise the
   *     hook waits for the command to do so
   */
  ShutdownHook(IntPredicate leave) {
    this.leave = leave;
    if (LISTENING.compareAndSet(false, true)) {
      SparkLine.onSignal("INT", () -> interrupted = true);
    }
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, SECONDS, TimeUnit.SECONDS);
  }

  /** What is to be left from now on. */
  void leaving(IntPredicate now) {
    leave = now;
  }

  /** Whether this process is about to end, by whatever cause. */
  static boolean isEnding() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /** What a process that is about to end leaves as its exit code. */
  static int code() {
    return interrupted ? StudyStatus.INTERRUPTED.exitCode() : StudyStatus.TERMINATED;
  }

  private void end() {
    SparkLine.silence(); // what is under way ends with a trace each
    boolean left = leave.test(code());
    hookEnded.countDown();
    if (!left) {
      awaitEnd();
    }
  }

  /** Waits until what is to be left is left. */
  void awaitLast() throws InterruptedException {
    hookEnded.await(SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the command, which may be about to end by itself. */
  private void awaitEnd() {
    try {
      commandEnded.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Hadoop does not wait any longer
    }
  }

  @Override
  public void close() {
    commandEnded.countDown();
    if (!isEnding()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
