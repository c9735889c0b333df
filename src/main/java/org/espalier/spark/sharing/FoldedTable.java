package org.espalier.spark.sharing;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows, each with the fold that it validates. */
public interface FoldedTable {

  /**
   * All rows with the columns that tell their folds, stored; another table after a loss, so ask
   * each time.
   */
  Dataset<Row> all();

  /** The rows of a table like {@link #all()} that a fold trains on. */
  Dataset<Row> training(Dataset<Row> table, int fold);

  /** The rows of a table like {@link #all()} that validate a fold. */
  Dataset<Row> validation(Dataset<Row> table, int fold);

  /** Storage that all rows take. */
  long bytes();

  /** Column that tells the folds. */
  String foldColumn();
}
