package org.espalier.spark.cell;

import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.storage.BlockManagerId;

/** The memory in which executors keep rows. */
public final class ExecutorStorage {

  private ExecutorStorage() {}

  /** Bytes of the executors there are now, on their heaps and off; 0 if there is none yet. */
  public static long bytes(SparkContext context) {
    long bytes = 0;
    for (SparkExecutorInfo executor : context.statusTracker().getExecutorInfos()) {
      if (context.isLocal() || !isDriver(executor)) {
        bytes += executor.totalOnHeapStorageMemory() + executor.totalOffHeapStorageMemory();
      }
    }
    return bytes;
  }

  /** Spark lists the driver among them, which keeps no rows on a cluster. */
  private static boolean isDriver(SparkExecutorInfo executor) {
    BlockManagerId driver = SparkEnv.get().blockManager().blockManagerId();
    return executor.host().equals(driver.host()) && executor.port() == driver.port();
  }
}
