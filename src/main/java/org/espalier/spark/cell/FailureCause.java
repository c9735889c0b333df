package org.espalier.spark.cell;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.ConnectOperation;

/** Cause of a failure: the configuration, the infrastructure, or a cancellation. */
public enum FailureCause {
  /** Failure of the work itself: it would fail again. */
  OWN,
  /** Failure of the cluster: it lost executors, blocks or connections, and a retry may succeed. */
  INFRASTRUCTURE,
  /** Failure of the whole application: it has ended, and no retry can succeed. */
  APPLICATION,
  /** No fault: its thread was interrupted, or its wait cancelled. */
  BROKEN_OFF,
  /** No fault: one of its jobs was cancelled. */
  CANCELLED;

  /** Spark's messages about lost components. Exceptions of a task reach the driver as text. */
  private static final List<String> LOSSES =
      List.of(
          "ExecutorLostFailure",
          "FetchFailed",
          "MetadataFetchFailedException",
          "Checkpoint block rdd_",
          "BlockNotFoundException",
          "Failed to get broadcast_",
          "java.net.ConnectException",
          "java.net.SocketException",
          "java.net.SocketTimeoutException",
          "java.net.UnknownHostException",
          "java.nio.channels.ClosedChannelException",
          "No space left on device");

  /** Fault of an exception, or of the first of its causes that determines it. */
  public static FailureCause of(Throwable thrown) {
    for (Throwable t : chain(thrown)) {
      if (t instanceof StatedFailure) {
        return OWN; // whatever words it contains
      }
      String text = t.getClass().getName() + ": " + t.getMessage();
      if (Outage.endsApplication(text)) {
        return APPLICATION;
      }
      if (LOSSES.stream().anyMatch(text::contains)) {
        return INFRASTRUCTURE;
      }
      if (t instanceof InterruptedException || t instanceof CancellationException) {
        return BROKEN_OFF;
      }
      if (isCancelledJob(text)) {
        return CANCELLED;
      }
    }
    return OWN;
  }

  /**
   * True if the thread of the work was interrupted, or the operation of Spark Connect that it is a
   * part of: the server cancels the operation's jobs, and then interrupts its thread.
   */
  public static boolean isInterrupt(Throwable thrown) {
    FailureCause cause = of(thrown);
    return cause == BROKEN_OFF || (cause == CANCELLED && ConnectOperation.current().isPresent());
  }

  /** True for a failure of the work itself. */
  public static boolean isOwn(Throwable thrown) {
    return of(thrown) == OWN;
  }

  /** An exception and its causes, the outermost first. */
  static List<Throwable> chain(Throwable thrown) {
    Set<Throwable> chain = new LinkedHashSet<>();
    for (Throwable t = thrown; t != null && chain.add(t); t = t.getCause()) {}
    return List.copyOf(chain);
  }

  private static boolean isCancelledJob(String text) {
    return text.contains("SparkException")
        && (text.contains("cancelled job tag") || text.matches("(?s).*\\bJob \\d+ cancelled.*"));
  }
}
