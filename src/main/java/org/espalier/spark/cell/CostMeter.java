package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.storage.RDDInfo;
import org.espalier.spark.ConnectOperation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meter of the cost of jobs with a given tag, which also records which RDDs they touched first.
 *
 * <p>Events arrive on the listener bus's own thread, in order. {@link #close(String)} posts a
 * marker after them and waits for it, so that all tasks that ended before are counted.
 */
final class CostMeter extends SparkListener {

  private static final Logger LOG = LoggerFactory.getLogger(CostMeter.class);

  /**
   * Maximum wait for a busy listener bus or for tasks of a failed job; later ends are not counted.
   */
  private static final long PATIENCE_MILLIS = 2000;

  /** Cost of the tasks with one tag, and whether their jobs were cancelled. */
  static final class Tally {
    private volatile boolean cancelled = false;
    private Usage usage = Usage.NONE;
    private int running = 0; // tasks
    private final List<Integer> firstSeen = new ArrayList<>();

    private synchronized void begun() {
      running++;
    }

    /**
     * @param metrics of the task that has ended; null if its executor was lost
     */
    private synchronized void ended(@Nullable TaskMetrics metrics) {
      running--;
      if (metrics != null) {
        usage =
            usage.plus(
                new Usage(
                    metrics.executorRunTime(),
                    metrics.shuffleWriteMetrics().bytesWritten(),
                    metrics.diskBytesSpilled(),
                    metrics.peakExecutionMemory()));
      }
      notifyAll();
    }

    private synchronized boolean isIdle() {
      return running <= 0;
    }

    /** Waits until no task runs, at most until a time of {@link System#nanoTime}. */
    private synchronized void awaitIdle(long end) throws InterruptedException {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      while (!isIdle() && left > 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    }

    synchronized Usage usage() {
      return usage;
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

  CostMeter(SparkContext context) {
    this.context = context;
    // RDDs that were persisted before belong to no cell, whichever touches them first.
    seenRdds.addAll(JavaSparkContext.fromSparkContext(context).getPersistentRDDs().keySet());
    context.addSparkListener(this);
  }

  /** Begins to count the jobs of a cell. */
  void open(String tag) {
    tallies.put(tag, new Tally());
  }

  /** Cost so far, including all tasks that have ended. */
  Tally read(String tag) {
    drain();
    return tallies.getOrDefault(tag, new Tally());
  }

  /**
   * Cost so far, once no task with the tag runs. When a task fails, Spark ends the job at once,
   * while other tasks of it still run.
   */
  Tally readIdle(String tag) {
    Tally tally = read(tag);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    try {
      tally.awaitIdle(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return tally;
  }

  /** Ends the counting of a tag. */
  void close(String tag) {
    tagOfStage.values().removeIf(tag::equals);
    tallies.remove(tag);
  }

  /** Cancels the jobs of an open tag: those running, and those started from now on. */
  void cancel(String tag) {
    Tally tally = tallies.get(tag);
    if (tally != null) {
      tally.cancelled = true;
      context.cancelJobsWithTag(tag);
    }
  }

  boolean isCancelled(String tag) {
    return tallies.getOrDefault(tag, new Tally()).cancelled;
  }

  private void drain() {
    CountDownLatch reached = new CountDownLatch(1);
    context.listenerBus().post(new Marker(reached));
    try {
      if (!reached.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("The listener bus is busy: costs of some tasks are not counted."); // nor awaited
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    String tag = tagOf(start.properties());
    boolean keeps = CellJob.keepsRows(start.properties());
    start.stageInfos().foreach(SparkFunctions.consumer(stage -> see(stage, tag, keeps)));
    if (isCancelled(tag)) {
      context.cancelJob(start.jobId());
    }
  }

  private void see(StageInfo stage, String tag, boolean keeps) {
    tagOfStage.putIfAbsent(stage.stageId(), tag);
    stage.rddInfos().foreach(SparkFunctions.consumer(rdd -> see(rdd, keeps ? "" : tag)));
  }

  private void see(RDDInfo rdd, String tag) {
    Tally tally = tallies.get(tag);
    if (seenRdds.add(rdd.id()) && tally != null) {
      synchronized (tally) {
        tally.firstSeen.add(rdd.id());
      }
    }
  }

  /** The tag of a job that was opened here, among others that a user may have set. */
  private String tagOf(Properties properties) {
    String tags = properties == null ? "" : properties.getProperty(ConnectOperation.TAGS, "");
    return Stream.of(tags.split(",", -1)).filter(tallies::containsKey).findFirst().orElse("");
  }

  private Optional<Tally> tally(int stage) {
    return Optional.ofNullable(tallies.get(tagOfStage.getOrDefault(stage, "")));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    tally(start.stageId()).ifPresent(Tally::begun);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    tally(end.stageId()).ifPresent(tally -> tally.ended(end.taskMetrics()));
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
