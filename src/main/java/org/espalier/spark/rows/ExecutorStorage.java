package org.espalier.spark.rows;

import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.storage.BlockManagerId;

/** Storage memory of the executors. */
public final class ExecutorStorage {

  private ExecutorStorage() {}

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

  /** Spark also lists the driver, which stores no rows on a cluster. */
  private static boolean isDriver(SparkExecutorInfo executor) {
    BlockManagerId driver = SparkEnv.get().blockManager().blockManagerId();
    return executor.host().equals(driver.host()) && executor.port() == driver.port();
  }
}
