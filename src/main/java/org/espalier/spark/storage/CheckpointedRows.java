package org.espalier.spark.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.cell.CellJob;
import org.espalier.spark.cell.FailureCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows in the cluster's storage or in files, in their order and partitions, without the lineage of
 * their computation.
 *
 * <p>Spark sends the whole lineage of an RDD with every stage of every fit, cached or not; after a
 * few feature stages it is larger than the data and takes a large part of the executors' time. A
 * checkpoint has no lineage. Rows of a local checkpoint that are lost with an executor have to be
 * computed again.
 *
 * <p>The files are those of a Spark checkpoint and not Parquet: a table that is read from Parquet
 * has other partitions and another order, and with them other bootstrap samples in every forest.
 */
public final class CheckpointedRows implements StoredRows {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointedRows.class);

  private final Dataset<Row> rows;
  private final RDD<?> stored;

  private CheckpointedRows(Dataset<Row> rows) {
    this.rows = rows;
    this.stored = ((LogicalRDD) rows.queryExecution().logical()).rdd();
  }

  /** Computes and caches the rows now, in one job besides those of planning. */
  public static CheckpointedRows of(Dataset<Row> rows) {
    return computed(rows.localCheckpoint(false));
  }

  /** True if there is a folder for {@link #written(Dataset) written} rows. */
  public static boolean canBeWritten(SparkContext context) {
    return context.getCheckpointDir().isDefined();
  }

  /**
   * Computes the rows now and writes them to the context's checkpoint folder; they take none of the
   * cluster's storage. Two jobs, as Spark computes the rows again to write them.
   */
  public static CheckpointedRows written(Dataset<Row> rows) {
    return computed(rows.checkpoint(false));
  }

  private static CheckpointedRows computed(Dataset<Row> rows) {
    CheckpointedRows detached = new CheckpointedRows(rows);
    try {
      CellJob.keeping(detached.stored.sparkContext(), detached.stored::count);
      return detached;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      detached.free();
      throw e;
    }
  }

  @Override
  public Dataset<Row> rows() {
    return rows;
  }

  @Override
  public boolean isWhole() {
    return canBeRead(stored);
  }

  /** False only if reading rows fails by itself: a job that is cancelled shows nothing. */
  public static boolean canBeRead(RDD<?> rows) {
    try {
      rows.count();
      return true;
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      FailureCause cause = FailureCause.of(e);
      return cause != FailureCause.OWN && cause != FailureCause.INFRASTRUCTURE;
    }
  }

  /** 0 if the rows were written. */
  @Override
  public long bytes() {
    return ExecutorStorage.bytes(stored);
  }

  /** Files are deleted at once; blocks in the cluster's storage are freed asynchronously. */
  @Override
  public void free() {
    Uninterrupted.run(
        () -> {
          stored.unpersist(false);
          if (stored.getCheckpointFile().isDefined()) {
            delete(new Path(stored.getCheckpointFile().get()));
          }
        });
  }

  private void delete(Path folder) {
    try {
      folder.getFileSystem(stored.sparkContext().hadoopConfiguration()).delete(folder, true);
    } catch (IOException e) {
      LOG.warn("{} was not deleted: {}", folder, e.toString());
    }
  }
}
