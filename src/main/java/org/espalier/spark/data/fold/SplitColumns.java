package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Columns by which a table is cut into folds.
 *
 * @param starts time from which each fold validates; empty for rules without time
 */
public record SplitColumns(FoldsPlan folds, List<Double> starts, Names names) {

  /**
   * Names of the columns.
   *
   * @param fold column of the fold that a row validates, of whole numbers of any type
   * @param rank column of ranks in [0, 1); empty if every fit gets all rows
   * @param time column of times as doubles; empty if folds have no gap
   */
  public record Names(String fold, Optional<String> rank, Optional<String> time) {

    /** Returns the names of all columns that exist. */
    public List<String> all() {
      return Stream.of(Optional.of(fold), rank, time).flatMap(Optional::stream).toList();
    }
  }

  public SplitColumns {
    starts = List.copyOf(starts);
  }

  /** Creates the columns of a table that {@link RowCut} has cut. */
  public SplitColumns(FoldsPlan folds, List<Double> starts) {
    this(
        folds,
        starts,
        new Names(
            ReservedColumns.FOLD,
            Optional.of(ReservedColumns.RANK),
            Optional.of(ReservedColumns.TIME).filter(time -> folds.hasGap())));
  }

  /** Returns the fold that a row validates, as an integer column. */
  Column fold() {
    return fold(0);
  }

  private Column fold(int repeat) {
    String name = repeat == 0 ? names.fold() : ReservedColumns.fold(repeat);
    return ColumnNames.column(name).cast(DataTypes.IntegerType);
  }

  /**
   * Returns a condition that holds for the rows that a fold validates. Folds of further repeats are
   * numbered after those of the first.
   */
  Column isValidation(int fold) {
    return UncompiledThresholds.is(fold(fold / folds.number()), fold % folds.number());
  }

  /**
   * Returns a condition that holds for the rows that a fold trains on, among rows that are not held
   * out.
   */
  Column isTraining(int fold) {
    if (folds.rule() != FoldsPlan.Rule.TIME) {
      return UncompiledThresholds.isNot(fold(fold / folds.number()), fold % folds.number());
    }
    // The first interval only trains; its fold number is below those of the folds.
    Column before =
        folds.order().window() == FoldsPlan.Window.EXPANDING
            ? UncompiledThresholds.isBelow(fold(), fold)
            : UncompiledThresholds.is(fold(), fold == 0 ? FoldAssignment.ONLY_TRAINING : fold - 1);
    double end = folds.hasGap() ? starts.get(fold) - folds.order().gap() : 0;
    return names
        .time()
        .map(time -> before.and(UncompiledThresholds.isBelow(ColumnNames.column(time), end)))
        .orElse(before);
  }

  /**
   * Returns true if a fold trains on all rows that the first column of folds does not assign to it.
   * This does not hold for folds over time and for further repeats.
   */
  boolean isByColumn(int fold) {
    return folds.rule() != FoldsPlan.Rule.TIME && fold < folds.number();
  }

  /**
   * Returns the counts with the rows that each fold trains on, which are counted again for folds
   * over time.
   */
  public FoldCounts counted(Dataset<Row> cut, FoldCounts counts) {
    if (folds.rule() != FoldsPlan.Rule.TIME) {
      return counts;
    }
    Dataset<Row> known = cut.where(fold().notEqual(FoldAssignment.HELD_OUT));
    List<Long> training = new ArrayList<>();
    for (int fold = 0; fold < folds.number(); fold++) {
      training.add(known.where(isTraining(fold)).count());
    }
    return counts.withTraining(training);
  }
}
