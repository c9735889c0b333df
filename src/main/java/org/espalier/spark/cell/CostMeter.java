package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.storage.RDDInfo;

/**
 * Adds up what the jobs under a tag cost, and remembers which RDDs they touched first.
 *
 * <p>Events come on the listener bus's own thread, in order. {@link #close(String)} posts a marker
 * behind them and waits for it, so that all tasks that ended before are counted.
 */
final class CostMeter extends SparkListener {

  /** Tags of a job, comma-separated, among its properties ({@code SparkContext.SPARK_JOB_TAGS}). */
  private static final String TAGS = "spark.job.tags";

  /** How long a busy bus is waited for; what comes later is not counted. */
  private static final long PATIENCE_MILLIS = 2000;

  /** What the tasks under one tag cost. */
  static final class Tally {
    private long runMillis = 0;
    private long shuffleBytes = 0;
    private long spillBytes = 0;
    private long peakMemoryBytes = 0;
    private final List<Integer> firstSeen = new ArrayList<>();

    private synchronized void add(TaskMetrics metrics) {
      runMillis += metrics.executorRunTime();
      shuffleBytes += metrics.shuffleWriteMetrics().bytesWritten();
      spillBytes += metrics.diskBytesSpilled();
      peakMemoryBytes = Math.max(peakMemoryBytes, metrics.peakExecutionMemory());
    }

    synchronized double taskSeconds() {
      return runMillis / 1000.0;
    }

    synchronized long shuffleBytes() {
      return shuffleBytes;
    }

    synchronized long spillBytes() {
      return spillBytes;
    }

    synchronized long peakMemoryBytes() {
      return peakMemoryBytes;
    }

    /** RDDs that no job before this tag's had touched: what it persisted is its own. */
    synchronized List<Integer> firstSeen() {
      return List.copyOf(firstSeen);
    }
  }

  /** A marker in the stream of events; not written to the event log. */
  private record Marker(CountDownLatch reached) implements SparkListenerEvent {
    @Override
    public boolean logEvent() {
      return false;
    }
  }

  private final SparkContext context;
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
  private final Map<Integer, String> tagOfStage = new ConcurrentHashMap<>();
  private final Set<Integer> seenRdds = ConcurrentHashMap.newKeySet();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

  CostMeter(SparkContext context) {
    this.context = context;
    // What was persisted before is nobody's here, whoever touches it first.
    seenRdds.addAll(JavaSparkContext.fromSparkContext(context).getPersistentRDDs().keySet());
    context.addSparkListener(this);
  }

  void open(String tag) {
    tallies.put(tag, new Tally());
  }

  /** What was counted so far, all tasks that have ended among it. */
  Tally read(String tag) {
    drain();
    Tally tally = tallies.get(tag);
    return tally == null ? new Tally() : tally;
  }

  /** Ends the counting of a tag. */
  void close(String tag) {
    tagOfStage.values().removeIf(tag::equals);
    cancelled.remove(tag);
    tallies.remove(tag);
  }

  /** Ends the jobs under an open tag: those that run, and those that it starts from now on. */
  void cancel(String tag) {
    if (tallies.containsKey(tag)) {
      cancelled.add(tag);
      context.cancelJobsWithTag(tag);
    }
  }

  boolean isCancelled(String tag) {
    return cancelled.contains(tag);
  }

  private void drain() {
    CountDownLatch reached = new CountDownLatch(1);
    context.listenerBus().post(new Marker(reached));
    try {
      boolean inTime = reached.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (!inTime) {
        return; // the cost is a report's business; a cell is not held up for it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    List<StageInfo> stages = new ArrayList<>();
    start.stageInfos().foreach(SparkFunctions.consumer(stages::add));
    String tag = tagOf(start.properties());
    for (StageInfo stage : stages) {
      tagOfStage.computeIfAbsent(stage.stageId(), id -> tag);
      stage.rddInfos().foreach(SparkFunctions.consumer(rdd -> see(rdd, tag)));
    }
    if (cancelled.contains(tag)) {
      context.cancelJob(start.jobId());
    }
  }

  private void see(RDDInfo rdd, String tag) {
    Tally tally = tallies.get(tag);
    if (seenRdds.add(rdd.id()) && tally != null) {
      synchronized (tally) {
        tally.firstSeen.add(rdd.id());
      }
    }
  }

  /** The tag, among others a user may have set, that was opened here; empty if there is none. */
  private String tagOf(Properties properties) {
    String tags = properties == null ? "" : properties.getProperty(TAGS, "");
    for (String tag : tags.split(",", -1)) {
      if (tallies.containsKey(tag)) {
        return tag;
      }
    }
    return "";
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    Tally tally = tallies.get(tagOfStage.getOrDefault(end.stageId(), ""));
    if (tally != null && end.taskMetrics() != null) {
      tally.add(end.taskMetrics());
    }
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof Marker marker) {
      marker.reached().countDown();
    }
  }

  void remove() {
    context.removeSparkListener(this);
  }
}
