package org.espalier.spark.rows;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.Usage;

/**
 * Table of rows, each with the fold that it validates.
 *
 * <p>Datasets are other ones after a loss: ask for them at each use.
 */
public interface FoldedTable {

  /** Training and validation rows of a cell. */
  record Split(Dataset<Row> training, Dataset<Row> validation) {}

  /** All rows with their fold columns, stored. */
  Dataset<Row> all();

  /** Training rows of a fold, from a table like {@link #all()}. */
  Dataset<Row> training(Dataset<Row> table, int fold);

  /** Validation rows of a fold, from a table like {@link #all()}. */
  Dataset<Row> validation(Dataset<Row> table, int fold);

  /** Training rows of a part, which its announced cells find stored where that is worth it. */
  Dataset<Row> training(FoldPart part);

  /** Validation rows of a part, likewise. */
  Dataset<Row> validation(FoldPart part);

  /** The rows of a part, of which none are stored. */
  Split passing(FoldPart part);

  /** Announces a cell that will read a part. */
  void announce(FoldPart part);

  /**
   * Releases an announced cell.
   *
   * @param pays true if it pays its share of storing the part
   * @return that share
   */
  Usage release(FoldPart part, boolean pays);

  /** Drops stored rows of a part if the cluster has lost some of them, and returns true then. */
  boolean dropIfLost(FoldPart part);

  /** Approximate storage of the rows of a part. */
  long bytes(FoldPart part);

  /** Name of the fold column. */
  String foldColumn();
}
