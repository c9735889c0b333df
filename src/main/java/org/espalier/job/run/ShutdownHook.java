package org.espalier.job.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.SparkLine;

/**
 * Last steps of a command whose process receives SIGTERM, as on a spot instance, in a preempted
 * container or a Kubernetes pod, or SIGINT. They run while the Spark context is still alive.
 */
public final class ShutdownHook implements AutoCloseable {

  /** Before Spark's own hook, which stops the context at that of Hadoop's file systems plus 30. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 50;

  /** Kubernetes and YARN kill after about half a minute. */
  private static final long SECONDS = 25;

  private static final AtomicBoolean LISTENING = new AtomicBoolean();
  private static volatile boolean interrupted = false; // by SIGINT

  private final CountDownLatch commandEnded = new CountDownLatch(1);
  private final CountDownLatch hookEnded = new CountDownLatch(1);
  private final Runnable hook = this::end;
  private volatile IntPredicate leave;

  /**
   * @param leave takes the exit code; returns true if all is written, else the hook waits for the
   *     command
   */
  public ShutdownHook(IntPredicate leave) {
    this.leave = leave;
    if (LISTENING.compareAndSet(false, true)) {
      SparkLine.onSignal("INT", () -> interrupted = true);
    }
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, SECONDS, TimeUnit.SECONDS);
  }

  /** Sets the last steps from now on. */
  public void setLastSteps(IntPredicate now) {
    leave = now;
  }

  /** True while this process is ending, for any reason. */
  public static boolean isEnding() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /** Exit code of a process that is about to end. */
  public static int code() {
    return interrupted ? StudyStatus.INTERRUPTED.exitCode() : StudyStatus.TERMINATED;
  }

  private void end() {
    SparkLine.silence(); // everything that is running ends with a stack trace
    boolean left = leave.test(code());
    hookEnded.countDown();
    if (!left) {
      awaitEnd();
    }
  }

  /** Waits until the last steps are done. */
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
