package org.espalier.spark.pipeline;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.SharedWork;

/**
 * Feature vectors and labels of one fold, and nothing else: cut off from what they were computed
 * from.
 *
 * <p>Spark sends the whole lineage of an RDD with every stage of every fit, cached or not; behind a
 * few dozen feature columns it weighs more than the data and costs half of the executors' time. A
 * local checkpoint has none. What it loses with an executor is lost, and made again by {@link
 * PreparedFolds}.
 */
final class PreparedRows {

  private final List<JavaRDD<Row>> parts;
  private final Dataset<Row> training;
  private final Dataset<Row> validation;

  private PreparedRows(JavaRDD<Row> training, JavaRDD<Row> validation, Dataset<Row> like) {
    this.parts = List.of(training, validation);
    this.training = like.sparkSession().createDataFrame(training, like.schema());
    this.validation = like.sparkSession().createDataFrame(validation, like.schema());
  }

  /** Computes both parts now; two jobs. */
  static PreparedRows of(Dataset<Row> training, Dataset<Row> validation) {
    JavaRDD<Row> first = checkpointed(training);
    try {
      return new PreparedRows(first, checkpointed(validation), training);
    } catch (Throwable e) {
      first.unpersist(false);
      throw e;
    }
  }

  private static JavaRDD<Row> checkpointed(Dataset<Row> rows) {
    JavaRDD<Row> detached = rows.toJavaRDD();
    detached.rdd().localCheckpoint();
    try {
      detached.count();
      return detached;
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      detached.unpersist(false);
      throw e;
    }
  }

  Dataset<Row> training() {
    return training;
  }

  Dataset<Row> validation() {
    return validation;
  }

  /** Whether every row can still be read; also in the thread of a cell that is being cancelled. */
  boolean isWhole() {
    return SharedWork.run(training.sparkSession().sparkContext(), this::canBeRead);
  }

  private boolean canBeRead() {
    try {
      parts.forEach(JavaRDD::count);
      return true;
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      return false;
    }
  }

  void free() {
    parts.forEach(part -> part.unpersist(false));
  }
}
