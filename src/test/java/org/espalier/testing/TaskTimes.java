package org.espalier.testing;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Listener that counts the jobs, with their tasks, that carry the tag of a cell, or of cells' work.
 */
public final class TaskTimes extends SparkListener implements AutoCloseable {

  private final SparkContext context;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final AtomicInteger jobs = new AtomicInteger();
  private final AtomicInteger tasks = new AtomicInteger();
  private final AtomicLong millis = new AtomicLong();

  public TaskTimes(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    Properties properties = start.properties();
    String tags = properties == null ? "" : properties.getProperty("spark.job.tags", "");
    if (Stream.of(tags.split(",", -1)).anyMatch(tag -> tag.startsWith("espalier-"))) {
      jobs.incrementAndGet();
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
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (stages.contains(end.stageId())) {
      tasks.incrementAndGet();
      millis.addAndGet(end.taskMetrics().executorRunTime());
    }
  }

  /** Number of jobs that have begun. */
  public int jobs() {
    hear();
    return jobs.get();
  }

  /** Number of tasks that have ended. */
  public int tasks() {
    hear();
    return tasks.get();
  }

  /** Run time of the tasks that have ended, in seconds. */
  public double seconds() {
    hear();
    return millis.get() / 1000.0;
  }

  private void hear() {
    try {
      context.listenerBus().waitUntilEmpty(60_000);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
