package org.espalier.spark.cell;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.RDDInfo;

/**
 * Rows in the cluster's storage, in their order and partitions, cut off from what they were
 * computed from.
 *
 * <p>Spark sends the whole lineage of an RDD with every stage of every fit, cached or not; behind a
 * few feature stages it weighs more than the data and costs up to half of the executors' time. A
 * local checkpoint has none. What it loses with an executor is lost; whoever made the rows can make
 * them again.
 */
public final class DetachedRows {

  private final Dataset<Row> rows;
  private final RDD<?> stored;

  private DetachedRows(Dataset<Row> rows) {
    this.rows = rows;
    this.stored = ((LogicalRDD) rows.queryExecution().logical()).rdd();
  }

  /** Computes the rows now; one job beside those that planning needs. */
  public static DetachedRows of(Dataset<Row> rows) {
    DetachedRows detached = new DetachedRows(rows.localCheckpoint(false));
    try {
      detached.stored.count();
      return detached;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      detached.free();
      throw e;
    }
  }

  public Dataset<Row> rows() {
    return rows;
  }

  /** Whether every row can still be read; also in the thread of a cell that is being cancelled. */
  public boolean isWhole() {
    return SharedWork.run(rows.sparkSession().sparkContext(), this::canBeRead);
  }

  private boolean canBeRead() {
    try {
      stored.count();
      return true;
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      return false;
    }
  }

  /** Memory and disk that the rows take now. */
  public long bytes() {
    for (RDDInfo info : rows.sparkSession().sparkContext().getRDDStorageInfo()) {
      if (info.id() == stored.id()) {
        return info.memSize() + info.diskSize();
      }
    }
    return 0;
  }

  public void free() {
    stored.unpersist(false);
  }
}
