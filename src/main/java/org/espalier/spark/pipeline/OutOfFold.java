package org.espalier.spark.pipeline;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.space.Configuration;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spark.rows.FoldPart;

/**
 * Out-of-fold predictions of a configuration for the training rows: each fold by a pipeline that
 * was fitted without it.
 *
 * @param data rows with {@link ReservedColumns#KEY}
 */
public record OutOfFold(PipelineCells work, StudyData data) {

  /**
   * Rows of {@code key}, {@code fold} from 0, {@code label} and {@code prediction}, both as the
   * source has labels, and {@code probability} by class in order, if the learner has it. Rows that
   * no fold validates are not among them. Fits once for each fold.
   */
  public Dataset<Row> predictions(Configuration configuration) {
    List<Dataset<Row>> folds = new ArrayList<>();
    for (int fold = 0; fold < data.folds().sizes().size(); fold++) {
      Dataset<Row> predicted =
          work.predicted(
              work.fitWithout(fold, configuration), data.rows().validation(FoldPart.whole(fold)));
      folds.add(predicted.select(columns(predicted)));
    }
    int partitions = data.rows().all().rdd().getNumPartitions();
    return folds.stream().reduce(Dataset::union).orElseThrow().coalesce(partitions);
  }

  private Column[] columns(Dataset<Row> predicted) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(ReservedColumns.KEY).as("key"));
    columns.add(col(ReservedColumns.FOLD).as("fold"));
    columns.add(original(col(ReservedColumns.LABEL)).as("label"));
    columns.add(original(col("prediction")).as("prediction"));
    if (Arrays.asList(predicted.columns()).contains("probability")) {
      columns.add(functions.vector_to_array(col("probability"), "float64").as("probability"));
    }
    return columns.toArray(Column[]::new);
  }

  /** Original value: a number as it is, a class by its name, in the type of the label's column. */
  private Column original(Column number) {
    if (!data.task().isClassification()) {
      return number;
    }
    Column names = array(data.labels().stream().map(l -> lit(l)).toArray(Column[]::new));
    return get(names, number.cast("int")).cast(data.labelType());
  }
}
