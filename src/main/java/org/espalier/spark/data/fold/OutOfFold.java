package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.ColumnNames;

/**
 * Predictions of a model for the rows of a fold that it was fitted without.
 *
 * @param shown columns {@code key}, {@code fold} from 0, {@code label} if there is one, and {@code
 *     prediction}, in this order
 * @param probability name of the column of class probabilities; there may be none
 */
public record OutOfFold(Dataset<Row> predicted, List<Column> shown, String probability) {

  public OutOfFold {
    shown = List.copyOf(shown);
  }

  /**
   * Predictions for the rows of all folds: the columns shown and, if the model estimates it, {@code
   * probability} by class in order. Rows that no fold validates are not among them.
   *
   * @param fold predictions of a model that is fitted for this fold
   */
  public static Dataset<Row> of(int folds, int partitions, IntFunction<OutOfFold> fold) {
    return IntStream.range(0, folds)
        .mapToObj(fold)
        .map(OutOfFold::selected)
        .reduce(Dataset::union)
        .orElseThrow()
        .coalesce(partitions);
  }

  private Dataset<Row> selected() {
    List<Column> columns = new ArrayList<>(shown);
    boolean estimated =
        ColumnNames.of(predicted.sparkSession()).isAmong(probability, predicted.columns())
            && predicted.schema().apply(probability).dataType().equals(SQLDataTypes.VectorType());
    if (estimated) {
      columns.add(
          functions.vector_to_array(ColumnNames.column(probability), "float64").as("probability"));
    }
    return predicted.select(columns.toArray(Column[]::new));
  }
}
