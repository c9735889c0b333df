package org.espalier.spark.sharing;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.data.fold.FoldedTable.Split;
import org.espalier.spark.rows.FoldPart;
import org.jspecify.annotations.Nullable;

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
 * @param learned rows that learners read; null where chains are not those of learners
 */
public record RowStorage(long bytes, List<Evaluator> readers, int idle, @Nullable Learned learned) {

  /**
   * Rows that learners read, which are stored whatever their size.
   *
   * @param made makes them from the rows after all stages of a part
   * @param told gives the learners' columns of rows before such stages the same content and
   *     metadata
   */
  public record Learned(
      BiFunction<FoldPart, Split, Split> made, UnaryOperator<Dataset<Row>> told) {}

  public RowStorage {
    readers = List.copyOf(readers);
  }
}
