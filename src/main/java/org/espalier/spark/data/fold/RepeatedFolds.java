package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spark.data.fold.FoldAssignment.Placed;

/**
 * Further partition of rows into folds, by another hash of the same keys: held-out rows and ranks
 * stay the same, and each repeat has the properties of the first partition (disjoint folds that
 * cover the training rows, with equal keys together and every class spread).
 *
 * @param folds k
 * @param exact true if groups are counted on the driver and spread evenly, as in {@link RowCut}
 */
public record RepeatedFolds(int folds, boolean exact) {

  /**
   * Adds a column for the folds of a repeat.
   *
   * @param cut with {@link ReservedColumns#FOLD}, by hashes
   * @param repeat from 1
   */
  public Dataset<Row> with(Dataset<Row> cut, int repeat) {
    Column isHeldOut = col(ReservedColumns.FOLD).equalTo(FoldAssignment.HELD_OUT);
    if (exact) {
      return placed(cut, cut.where(not(isHeldOut)), repeat);
    }
    Column fold = floor(RowCut.uniform(ReservedColumns.foldHash(repeat)).multiply(folds));
    return cut.withColumn(
        ReservedColumns.fold(repeat),
        when(isHeldOut, lit(FoldAssignment.HELD_OUT)).otherwise(fold.cast(DataTypes.IntegerType)));
  }

  private Dataset<Row> placed(Dataset<Row> cut, Dataset<Row> training, int repeat) {
    String[] by = {
      ReservedColumns.TEST_HASH,
      ReservedColumns.foldHash(repeat),
      ReservedColumns.RANK_HASH,
      ReservedColumns.STRATUM
    };
    String column = ReservedColumns.fold(repeat);
    List<Placed> placed = FoldAssignment.place(PlacedGroups.groups(training, by), folds, 0);
    Dataset<Row> places = PlacedGroups.table(cut, placed, by[0], by[1], by[2], by[3], column);
    return cut.join(broadcast(places), by, "left")
        .withColumn(column, coalesce(col(column), lit(FoldAssignment.HELD_OUT)));
  }
}
