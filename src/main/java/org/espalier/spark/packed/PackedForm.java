package org.espalier.spark.packed;

import java.io.Serializable;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.local.trainer.TaskTrainers;

/**
 * Form in which rows are packed. Candidates of one form that read the same columns share a table.
 */
public sealed interface PackedForm extends Serializable {

  /** Form that keeps the numbers of the feature vectors. */
  record Numbers() implements PackedForm {
    private static final long serialVersionUID = 1;

    @Override
    public PackedTable pack(
        Dataset<Row> table, Column fold, int folds, RowColumns names, StorageLevel level) {
      return PackedRows.of(table, fold, folds, names, level);
    }
  }

  /**
   * Form that codes numbers by the bins between the cut points of trees.
   *
   * @param cuts params that determine the cut points
   */
  record Codes(PackedCodes.Cuts cuts) implements PackedForm {
    private static final long serialVersionUID = 1;

    @Override
    public PackedTable pack(
        Dataset<Row> table, Column fold, int folds, RowColumns names, StorageLevel level) {
      return PackedCodes.of(table, fold, folds, names, cuts, level);
    }
  }

  /** Returns the form of an estimator that is trained by passes. */
  static PackedForm of(PipelineStage estimator) {
    return TaskTrainers.ofPasses(estimator).isPresent()
        ? new Numbers()
        : new Codes(PackedCodes.Cuts.of(estimator));
  }

  /**
   * Packs the rows of a table.
   *
   * @param fold number of the fold that a row validates
   * @param folds number of folds
   * @param names names of the columns that fits read
   * @param level storage level of the packed rows
   */
  PackedTable pack(
      Dataset<Row> table, Column fold, int folds, RowColumns names, StorageLevel level);
}
