package org.espalier.spark.data.fold;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.espalier.spark.data.column.ColumnPass;
import org.espalier.spark.data.column.ReservedColumns;

/** Account of the rows of each class in each fold, of all repeats at once. */
final class FoldTally implements ColumnPass.Tally<FoldTally> {

  @Serial private static final long serialVersionUID = 1;

  /** Places of rows in front of those of the folds, whose numbers are below 0. */
  private static final int NO_FOLDS = 2;

  private final long[][][] rows; // by repeat, place and class

  private FoldTally(int repeats, int folds, int classes) {
    this.rows = new long[repeats][folds + NO_FOLDS][classes];
  }

  /**
   * Counts a cut table in one job.
   *
   * @param classes number of classes; 1 if there are none
   * @param repeats how often it is cut
   */
  static FoldTally of(Dataset<Row> cut, int folds, int classes, int repeats) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(ReservedColumns.LABEL));
    columns.add(functions.col(ReservedColumns.FOLD));
    for (int repeat = 1; repeat < repeats; repeat++) {
      columns.add(functions.col(ReservedColumns.fold(repeat)));
    }
    return ColumnPass.over(cut, columns, new FoldTally(repeats, folds, classes));
  }

  /** Rows by class, of a fold or of rows that are in none. */
  long[] rows(int repeat, int fold) {
    return rows[repeat][fold + NO_FOLDS].clone();
  }

  @Override
  public void add(InternalRow row) {
    int clazz = rows[0][0].length == 1 ? 0 : (int) row.getDouble(0);
    for (int repeat = 0; repeat < rows.length; repeat++) {
      rows[repeat][row.getInt(1 + repeat) + NO_FOLDS][clazz]++;
    }
  }

  @Override
  public void add(FoldTally other) {
    for (int repeat = 0; repeat < rows.length; repeat++) {
      for (int place = 0; place < rows[repeat].length; place++) {
        for (int clazz = 0; clazz < rows[repeat][place].length; clazz++) {
          rows[repeat][place][clazz] += other.rows[repeat][place][clazz];
        }
      }
    }
  }
}
