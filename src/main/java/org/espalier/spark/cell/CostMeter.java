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
 * Meter of the cost of jobs with a given tag, which also records which RDDs they touched first.
 *
 * <p>Events arrive on the listener bus's own thread, in order. {@link #close(String)} posts a
 * marker after them and waits for it, so that all tasks that ended before are counted.
 */
final class CostMeter extends SparkListener {

  /** Tags of a job, comma-separated, among its properties ({@code SparkContext.SPARK_JOB_TAGS}). */
  private static final String TAGS = "spark.job.tags";

  /** Maximum wait for a busy listener bus; later events are not counted. */
  private static final long PATIENCE_MILLIS = 2000;

  /** Cost of the tasks with one tag. */
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

    /** RDDs that no job before this tag's had touched: those that it persisted are its own. */
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
    // RDDs that were persisted before belong to no cell, whichever touches them first.
    seenRdds.addAll(JavaSparkContext.fromSparkContext(context).getPersistentRDDs().keySet());
    context.addSparkListener(this);
  }

  void open(String tag) {
    tallies.put(tag, new Tally());
  }

  /** Cost so far, including all tasks that have ended. */
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
        return; // costs are only reported; a cell does not wait for them
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

  /** Tag that was opened here, among others that a user may have set; empty if there is none. */
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
