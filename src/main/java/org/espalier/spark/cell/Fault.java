package org.espalier.spark.cell;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.espalier.evaluate.StatedFailure;

/** Cause of a failure: the configuration, the infrastructure, or a cancellation. */
public enum Fault {
  /** Failure of the work itself: it would fail again. */
  OWN,
  /** Failure of the cluster: it lost executors, blocks or connections, and a retry may succeed. */
  INFRASTRUCTURE,
  /** Nobody's: its thread was asked to end. */
  BROKEN_OFF,
  /** Nobody's: a job of it was cancelled. */
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
          "No space left on device",
          "SparkContext was shut down",
          "stopped SparkContext");

  /** Fault of an exception, or of the first of its causes that determines it. */
  public static Fault of(Throwable thrown) {
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof StatedFailure) {
        return OWN; // whatever words it contains
      }
      String text = t.getClass().getName() + ": " + t.getMessage();
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

  private static boolean isCancelledJob(String text) {
    return text.contains("SparkException")
        && (text.contains("cancelled job tag") || text.matches("(?s).*\\bJob \\d+ cancelled.*"));
  }
}
