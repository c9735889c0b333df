package org.espalier.testing;

import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Listener that counts the jobs, with their tasks, that carry the tag of a cell, or of cells' work.
 * Whoever asks waits for the end of each task that has begun, as those of a failed stage end after
 * their job.
 */
public final class TaskTimes extends SparkListener implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 60_000;

  /**
   * Jobs and tasks so far.
   *
   * @param running tasks that have begun and not ended
   * @param tasks that have ended
   * @param millis run time of those
   */
  private record Counts(int jobs, int running, int tasks, long millis) {}

  private final SparkContext context;
  private final Predicate<String> counted;
  private final Set<Integer> stages = new HashSet<>(); // guarded by this, as the counts are
  private Counts counts = new Counts(0, 0, 0, 0);

  /** Counts all cells. */
  public TaskTimes(SparkContext context) {
    this(context, tag -> true);
  }

  /**
   * @param counted which tags of cells, or of cells' work, count
   */
  public TaskTimes(SparkContext context, Predicate<String> counted) {
    this.context = context;
    this.counted = counted;
    context.addSparkListener(this);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    Properties properties = start.properties();
    String tags = properties == null ? "" : properties.getProperty("spark.job.tags", "");
    if (Stream.of(tags.split(",", -1))
        .anyMatch(tag -> tag.startsWith("espalier-") && counted.test(tag))) {
      add(1, 0, 0, 0);
      start
          .stageInfos()
          .foreach(
              new AbstractFunction1<>() {
                @Override
                public BoxedUnit apply(org.apache.spark.scheduler.StageInfo stage) {
                  stages.add(stage.stageId());
                  return BoxedUnit.UNIT;
                }
              });
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      add(0, 1, 0, 0);
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (stages.contains(end.stageId())) {
      TaskMetrics metrics = end.taskMetrics(); // null if the task was lost before it ran
      add(0, -1, 1, metrics == null ? 0 : metrics.executorRunTime());
      notifyAll();
    }
  }

  private void add(int jobs, int running, int tasks, long millis) {
    counts =
        new Counts(
            counts.jobs + jobs,
            counts.running + running,
            counts.tasks + tasks,
            counts.millis + millis);
  }

  /** Number of jobs that have begun. */
  public int jobs() {
    return heard().jobs;
  }

  /** Number of tasks that have ended. */
  public int tasks() {
    return heard().tasks;
  }

  /** Run time of the tasks that have ended, in seconds. */
  public double seconds() {
    return heard().millis / 1000.0;
  }

  private Counts heard() {
    try {
      // The start of a task is told before the end of its job.
      context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
      return idle();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private synchronized Counts idle() throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (counts.running > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new TimeoutException(counts.toString());
      }
      wait(left);
    }
    return counts;
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
