package org.espalier.spark.fit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.ColumnNames;

/**
 * Rule of what is stored of the rows behind shared stages.
 *
 * @param bytes of memory and disk for rows after which chains diverge; others are written to the
 *     context's checkpoint folder, if it has one
 * @param readers evaluators of scored rows, to store only columns that these or stages read; empty
 *     to store all columns. Only if all cells are announced before the first one runs, and the
 *     models are not returned to the user.
 * @param idle number of parts and prefixes that are kept after their last announced reader, as
 *     trials that a sampler has not proposed yet may read them: those used most recently; 0 if all
 *     cells are announced
 * @param last columns of the rows behind all stages that estimators and evaluators read; empty if
 *     these are not known
 */
public record RowStorage(long bytes, List<Evaluator> readers, int idle, List<String> last) {

  public RowStorage {
    readers = List.copyOf(readers);
    last = List.copyOf(last);
  }

  /** Rows behind all stages with only the columns that are read, as far as these are known. */
  Dataset<Row> onlyReadColumns(Dataset<Row> rows) {
    return last.isEmpty()
        ? rows
        : rows.select(
            last.stream()
                .filter(Arrays.asList(rows.columns())::contains)
                .map(ColumnNames::column)
                .toArray(Column[]::new));
  }
}
