package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spec.data.FoldsPlan;

/**
 * Training rows of each fold of a table.
 *
 * @param starts time from which each fold validates; empty for rules without time
 */
public record Splits(FoldsPlan folds, List<Double> starts) {

  public Splits {
    starts = List.copyOf(starts);
  }

  /**
   * True for the rows that a fold validates; folds of further repeats follow those of the first.
   */
  public Column isValidation(int fold) {
    return UncompiledThresholds.is(column(fold), fold % folds.number());
  }

  private Column column(int fold) {
    return col(ReservedColumns.fold(fold / folds.number()));
  }

  /** True for the rows that a fold trains on. */
  public Column isTraining(int fold) {
    Column known = col(ReservedColumns.FOLD).notEqual(FoldAssignment.HELD_OUT);
    if (folds.rule() != FoldsPlan.Rule.TIME) {
      return known.and(UncompiledThresholds.isNot(column(fold), fold % folds.number()));
    }
    // The first interval only trains; its number is below that of every fold.
    Column before =
        folds.order().window() == FoldsPlan.Window.EXPANDING
            ? UncompiledThresholds.isBelow(col(ReservedColumns.FOLD), fold)
            : UncompiledThresholds.is(
                col(ReservedColumns.FOLD), fold == 0 ? FoldAssignment.ONLY_TRAINING : fold - 1);
    double gap = folds.order().amount();
    Column early =
        gap == 0
            ? lit(true)
            : UncompiledThresholds.isBelow(col(ReservedColumns.TIME), starts.get(fold) - gap);
    return known.and(before).and(early);
  }

  /** Counts with the rows that each fold really trains on. */
  public FoldCounts counted(Dataset<Row> cut, FoldCounts counts) {
    if (folds.rule() != FoldsPlan.Rule.TIME) {
      return counts;
    }
    List<Long> training = new ArrayList<>();
    for (int fold = 0; fold < folds.number(); fold++) {
      training.add(cut.where(isTraining(fold)).count());
    }
    return counts.withTraining(training);
  }
}
