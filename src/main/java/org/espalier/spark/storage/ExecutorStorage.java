package org.espalier.spark.storage;

import java.util.Arrays;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManagerId;

/** Storage memory of the executors. */
public final class ExecutorStorage {

  /** Lower bound in bytes, also before the first executor. */
  private static final long LEAST_SHARED = 64L << 20;

  /** Half of the storage that tasks cannot claim (spark.memory.storageFraction, a half). */
  private static final int PART_OF_STORAGE = 4;

  private ExecutorStorage() {}

  /** Bytes of storage that rows shared by cells may take by default. */
  public static long forSharedRows(SparkContext context) {
    return Math.max(LEAST_SHARED, bytes(context) / PART_OF_STORAGE);
  }

  /** Storage bytes of the current executors, on heap and off heap; 0 if there is none yet. */
  public static long bytes(SparkContext context) {
    long bytes = 0;
    for (SparkExecutorInfo executor : context.statusTracker().getExecutorInfos()) {
      if (context.isLocal() || !isDriver(executor)) {
        bytes += executor.totalOnHeapStorageMemory() + executor.totalOffHeapStorageMemory();
      }
    }
    return bytes;
  }

  /** Bytes that the stored blocks of an RDD take now, in memory and on disk. */
  public static long bytes(RDD<?> rows) {
    return Arrays.stream(rows.sparkContext().getRDDStorageInfo())
        .filter(info -> info.id() == rows.id())
        .mapToLong(info -> info.memSize() + info.diskSize())
        .sum();
  }

  /** Spark also lists the driver, which stores no rows on a cluster. */
  private static boolean isDriver(SparkExecutorInfo executor) {
    BlockManagerId driver = SparkEnv.get().blockManager().blockManagerId();
    return executor.host().equals(driver.host()) && executor.port() == driver.port();
  }
}
