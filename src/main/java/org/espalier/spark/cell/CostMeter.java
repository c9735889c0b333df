package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.espalier.cache.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Meter of the cost of jobs with a given tag, which also records which RDDs they touched first.
 *
 * <p>Events arrive on the listener bus's own thread, in order. {@link #close(String)} posts a
 * marker after them and waits for it, so that all tasks that ended before are counted.
 */
final class CostMeter extends SparkListener {

  /**
   * Maximum wait for a busy listener bus or for tasks of a failed job; later ends are not counted.
   */
  private static final long PATIENCE_MILLIS = 2000;

  /** Cost of the tasks with one tag, and whether their jobs were cancelled. */
  static final class Tally {
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
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

  /** Work for several cells, whose jobs have a tag of their own beside or instead of the cell's. */
  record Shared(String tag, Tally tally) {}

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
  private final Queue<Shared> ended = new ConcurrentLinkedQueue<>();
  private final String sharedPrefix;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param prefix of the tags of work for several cells
   */
  CostMeter(SparkContext context, String prefix) {
    this.context = context;
    this.sharedPrefix = prefix + "-shared-";
    // RDDs that were persisted before belong to no cell, whichever touches them first.
    seenRdds.addAll(JavaSparkContext.fromSparkContext(context).getPersistentRDDs().keySet());
    context.addSparkListener(this);
  }

  /** Begins to count the jobs of a cell. */
  void open(String tag) {
    tallies.put(tag, new Tally());
  }

  /** Begins to count work for several cells, apart from the cell whose thread does it. */
  Shared openShared() {
    Shared shared = new Shared(sharedPrefix + count.getAndIncrement(), new Tally());
    tallies.put(shared.tag(), shared.tally());
    return shared;
  }

  /** Ends work for several cells; its tag is closed when all of its tasks have been counted. */
  void ended(Shared shared) {
    ended.add(shared);
  }

  /** True for a tag that is being counted. */
  boolean counts(String tag) {
    return tallies.containsKey(tag);
  }

  /** Cost so far, including all tasks that have ended. */
  Tally read(String tag) {
    drain();
    return tallies.getOrDefault(tag, new Tally());
  }

  /**
   * Cost so far, once no task with the tag or of the other tallies runs. When a task fails, Spark
   * ends the job at once, while other tasks of it still run.
   */
  Tally readIdle(String tag, Collection<Tally> others) {
    Tally tally = read(tag);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    try {
      tally.awaitIdle(end);
      for (Tally other : others) {
        other.awaitIdle(end);
      }
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
      tally.cancelled.complete(null);
      context.cancelJobsWithTag(tag);
    }
  }

  boolean isCancelled(String tag) {
    return cancelled(tag).isDone();
  }

  /** Completed when an open tag is cancelled. */
  CompletableFuture<Void> cancelled(String tag) {
    return tallies.getOrDefault(tag, new Tally()).cancelled;
  }

  private void drain() {
    List<Shared> before = List.copyOf(ended);
    CountDownLatch reached = new CountDownLatch(1);
    context.listenerBus().post(new Marker(reached));
    try {
      boolean inTime = reached.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (!inTime) {
        return; // costs are only reported; a cell does not wait for them
      }
      before.stream()
          .filter(shared -> shared.tally().isIdle())
          .filter(ended::remove)
          .forEach(shared -> close(shared.tag()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    String tag = tagOf(start.properties());
    start.stageInfos().foreach(SparkFunctions.consumer(stage -> see(stage, tag)));
    if (counted(start.properties()).stream().anyMatch(this::isCancelled)) {
      context.cancelJob(start.jobId());
    }
  }

  private void see(StageInfo stage, String tag) {
    tagOfStage.putIfAbsent(stage.stageId(), tag);
    stage.rddInfos().foreach(SparkFunctions.consumer(rdd -> see(rdd, tag)));
  }

  private void see(RDDInfo rdd, String tag) {
    Tally tally = tallies.get(tag);
    if (seenRdds.add(rdd.id()) && tally != null) {
      synchronized (tally) {
        tally.firstSeen.add(rdd.id());
      }
    }
  }

  /** Tag that a job is counted under: of work for several cells before that of a cell. */
  private String tagOf(Properties properties) {
    List<String> tags = counted(properties);
    return tags.stream()
        .filter(tag -> tag.startsWith(sharedPrefix))
        .findFirst()
        .orElse(tags.isEmpty() ? "" : tags.get(0));
  }

  /** Tags that were opened here, among others that a user may have set. */
  private List<String> counted(Properties properties) {
    String tags = properties == null ? "" : properties.getProperty(CellJob.TAGS, "");
    return Stream.of(tags.split(",", -1)).filter(tallies::containsKey).toList();
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
