package org.espalier.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the time of all tasks that end, whoever they are charged to, and the jobs that start. */
final class TaskSeconds extends SparkListener {

  private static final double MILLIS = 1000;

  /** How long events may be on their way. */
  private static final long WAIT = TimeUnit.MINUTES.toMillis(1);

  private final AtomicLong millis = new AtomicLong();
  private final AtomicInteger jobs = new AtomicInteger();

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs.incrementAndGet();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() != null) {
      millis.addAndGet(end.taskMetrics().executorRunTime());
    }
  }

  /** Seconds of all tasks that have ended by now. */
  double until(SparkContext context) {
    try {
      context.listenerBus().waitUntilEmpty(WAIT);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark's events do not end.", e);
    }
    return millis.get() / MILLIS;
  }

  /** Jobs that have started, once {@link #until} has waited for them. */
  int jobs() {
    return jobs.get();
  }
}
