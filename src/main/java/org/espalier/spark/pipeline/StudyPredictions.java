package org.espalier.spark.pipeline;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.space.Configuration;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.rows.FoldPart;

/**
 * Out-of-fold predictions of a configuration for the training rows, with labels as the source has
 * them.
 *
 * @param data rows with {@link ReservedColumns#KEY}
 */
public record StudyPredictions(PipelineCells work, StudyData data) {

  /** Rows of {@link OutOfFold}; fits once for each fold. */
  public Dataset<Row> of(Configuration configuration) {
    List<Column> shown =
        List.of(
            col(ReservedColumns.KEY).as("key"),
            col(ReservedColumns.FOLD).as("fold"),
            original(col(ReservedColumns.LABEL)).as("label"),
            original(col("prediction")).as("prediction"));
    return OutOfFold.of(
        data.folds().sizes().size(),
        data.rows().all().rdd().getNumPartitions(),
        fold ->
            new OutOfFold(
                work.finishedScores()
                    .predicted(
                        work.fitWithout(fold, configuration),
                        data.rows().parts().validation(FoldPart.whole(fold))),
                shown,
                "probability"));
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
