package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spec.data.FoldsPlan;

/**
 * Columns by which a table is cut into folds.
 *
 * @param starts time from which each fold validates; empty for rules without time
 * @param column column of the fold that a row validates, of whole numbers of any type
 * @param rank column of ranks in [0, 1); empty if every fit gets all rows
 */
public record Splits(FoldsPlan folds, List<Double> starts, String column, Optional<String> rank) {

  public Splits {
    starts = List.copyOf(starts);
  }

  /** Columns of a table that {@link RowCut} has cut. */
  public Splits(FoldsPlan folds, List<Double> starts) {
    this(folds, starts, ReservedColumns.FOLD, Optional.of(ReservedColumns.RANK));
  }

  /** The fold that a row validates. */
  Column fold() {
    return fold(0);
  }

  private Column fold(int repeat) {
    String name = repeat == 0 ? column : ReservedColumns.fold(repeat);
    return ColumnNames.column(name).cast(DataTypes.IntegerType);
  }

  /**
   * True for the rows that a fold validates; folds of further repeats follow those of the first.
   */
  Column isValidation(int fold) {
    return UncompiledThresholds.is(fold(fold / folds.number()), fold % folds.number());
  }

  /** True for the rows that a fold trains on, among those that are not held out. */
  Column isTraining(int fold) {
    if (folds.rule() != FoldsPlan.Rule.TIME) {
      return UncompiledThresholds.isNot(fold(fold / folds.number()), fold % folds.number());
    }
    // The first interval only trains; its number is below that of every fold.
    Column before =
        folds.order().window() == FoldsPlan.Window.EXPANDING
            ? UncompiledThresholds.isBelow(fold(), fold)
            : UncompiledThresholds.is(fold(), fold == 0 ? FoldAssignment.ONLY_TRAINING : fold - 1);
    double gap = folds.order().amount();
    return gap == 0
        ? before
        : before.and(
            UncompiledThresholds.isBelow(col(ReservedColumns.TIME), starts.get(fold) - gap));
  }

  /** True if a fold trains on all rows that {@link #column} does not assign to it. */
  boolean isByColumn(int fold) {
    return folds.rule() != FoldsPlan.Rule.TIME && fold < folds.number();
  }

  /** Counts with the rows that each fold really trains on. */
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
