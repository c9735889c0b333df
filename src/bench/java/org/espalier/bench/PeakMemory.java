package org.espalier.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.apache.spark.SparkEnv;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Peaks of the memory of a local session while this is open, in bytes: by Spark's tasks and by
 * collections of garbage.
 */
final class PeakMemory extends SparkListener implements AutoCloseable {

  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  private final SparkSession spark;
  private final MemoryManager memory;
  private final NotificationListener collected = (notice, none) -> collected(notice.getUserData());
  private final AtomicLong heap = new AtomicLong();
  private final AtomicLong storage = new AtomicLong();
  private final AtomicLong execution = new AtomicLong();

  PeakMemory(SparkSession spark) {
    this.spark = spark;
    this.memory = SparkEnv.get().memoryManager();
    spark.sparkContext().addSparkListener(this);
    ManagementFactory.getGarbageCollectorMXBeans()
        .forEach(
            bean -> ((NotificationEmitter) bean).addNotificationListener(collected, null, null));
  }

  private void collected(Object data) {
    if (data instanceof CompositeData notice) {
      Map<String, MemoryUsage> after =
          GarbageCollectionNotificationInfo.from(notice).getGcInfo().getMemoryUsageAfterGc();
      long used =
          after.entrySet().stream()
              .filter(pool -> HEAP.contains(pool.getKey()))
              .mapToLong(pool -> pool.getValue().getUsed())
              .sum();
      heap.accumulateAndGet(used, Math::max);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    storage.accumulateAndGet(memory.storageMemoryUsed(), Math::max);
    if (end.taskMetrics() != null) {
      execution.accumulateAndGet(end.taskMetrics().peakExecutionMemory(), Math::max);
    }
  }

  /** Largest heap after a collection of garbage. */
  long heap() {
    return heap.get();
  }

  /** Spark's storage in memory. */
  long storage() {
    return storage.get();
  }

  /** Execution memory of a task. */
  long execution() {
    return execution.get();
  }

  /** Waits until what has happened is counted. */
  void hear() {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(this);
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      try {
        ((NotificationEmitter) bean).removeNotificationListener(collected);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
