package org.espalier.spark.rows;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.cell.Usage;
import org.espalier.study.RungLadder;

/**
 * Table of rows, each with the fold that it validates: that of a job, or the dataset of a tuner.
 *
 * <p>Datasets change after a loss: get them anew for each use.
 */
public interface FoldedTable {

  record Split(Dataset<Row> training, Dataset<Row> validation) {}

  /** All rows with their fold columns, stored. */
  Dataset<Row> all();

  /** Fingerprint of the rows, in any order, and of their folds. */
  StudyEvent.Fingerprint fingerprint();

  /** Number of rows that each fold validates. */
  List<Long> sizes();

  /** Number of training rows of the fold with the fewest. */
  long smallestTraining();

  /** Training rows of a fold, from a table like {@link #all()}. */
  Dataset<Row> training(Dataset<Row> table, int fold);

  /** Validation rows of a fold, from a table like {@link #all()}. */
  Dataset<Row> validation(Dataset<Row> table, int fold);

  /** Training rows of a part, stored for its announced cells where that is worth it. */
  Dataset<Row> training(FoldPart part);

  /** Validation rows of a part, likewise. */
  Dataset<Row> validation(FoldPart part);

  /** The rows of a part, without storing any besides those of the table. */
  default Split passing(FoldPart part) {
    return new Split(training(part), validation(part));
  }

  /**
   * Part of a cell that is trained on about {@code rows} rows: on all from the smallest number of
   * training rows on.
   */
  default FoldPart part(int fold, long rows, RungLadder ladder) {
    return rows >= smallestTraining()
        ? FoldPart.whole(fold)
        : new FoldPart(fold, rows, ladder.validationRows(rows, sizes().get(fold)));
  }

  /** Announces a cell that will read a part. */
  default void announce(FoldPart part) {}

  /**
   * Releases an announced cell.
   *
   * @param pays true if it pays its share of storing the part
   * @return that share
   */
  default Usage release(FoldPart part, boolean pays) {
    return Usage.NONE;
  }

  /** Does work that reads the rows; repeats it if the cluster has lost some of them for good. */
  default <T> T read(Supplier<T> work) {
    return work.get();
  }

  /** Drops stored rows of a part if the cluster has lost some of them, and returns true then. */
  default boolean dropIfLost(FoldPart part) {
    return false;
  }

  /** Approximate storage of the rows of a part, in bytes. */
  long bytes(FoldPart part);

  String foldColumn();

  /** Name of the column of ranks, by which parts of a fold are cut; empty if there is none. */
  default Optional<String> rankColumn() {
    return Optional.empty();
  }

  /** Cut of a part by the columns of folds and ranks; empty if these do not cut it. */
  Optional<RankCut> cut(FoldPart part);

  default Column fold() {
    return ColumnNames.column(foldColumn());
  }

  /** The column of ranks; 0 for all rows if there is none. */
  default Column rank() {
    return rankColumn().map(ColumnNames::column).orElseGet(() -> functions.lit(0.0));
  }
}
