package org.espalier.spark.rows;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Table of rows, each with the fold that it validates. */
public interface FoldedTable {

  /**
   * All rows with their fold columns, stored; another table after a loss, so call it for each use.
   */
  Dataset<Row> all();

  /** Training rows of a fold, from a table like {@link #all()}. */
  Dataset<Row> training(Dataset<Row> table, int fold);

  /** Validation rows of a fold, from a table like {@link #all()}. */
  Dataset<Row> validation(Dataset<Row> table, int fold);

  /** Storage of all rows. */
  long bytes();

  /** Name of the fold column. */
  String foldColumn();
}
