package org.espalier.spark.fit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.ColumnNames;

/**
 * Rule for storing the rows after shared stages.
 *
 * @param bytes bytes of memory and disk for rows after which chains diverge; further ones are
 *     written to the context's checkpoint folder, if it has one
 * @param readers evaluators of scored rows, to store only columns that these or stages read; empty
 *     to store all columns. Give them only if all cells are announced before the first one runs,
 *     and the models are not returned to the user.
 * @param idle number of parts and prefixes, the most recently used ones, that are kept after their
 *     last announced reader, as later trials of a sampler may read them; 0 if all cells are
 *     announced
 * @param last columns of the rows after all stages that estimators and evaluators read; empty if
 *     they are not known
 */
public record RowStorage(long bytes, List<Evaluator> readers, int idle, List<String> last) {

  public RowStorage {
    readers = List.copyOf(readers);
    last = List.copyOf(last);
  }

  /** Selects the columns that are read after all stages, if they are known. */
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
