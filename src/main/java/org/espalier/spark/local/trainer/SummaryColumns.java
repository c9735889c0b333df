package org.espalier.spark.local.trainer;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.collected.TaskScorer;
import scala.Tuple3;

/**
 * Columns that the training summary of a classifier reads when it is used.
 *
 * @param predictions for the training rows
 * @param score raw prediction, or probability if the model has one
 * @param weight MLlib's own name if the rows have none
 */
public record SummaryColumns(
    Dataset<Row> predictions, String score, String prediction, String label, String weight) {

  private static final String WEIGHT = "weightCol";

  public static SummaryColumns of(Model<?> model, Estimator<?> estimator, Dataset<?> training) {
    Tuple3<? extends Model<?>, String, String> columns =
        ((ClassificationModel<?, ?>) model).findSummaryModel();
    String weight = TaskScorer.text(estimator, WEIGHT);
    return new SummaryColumns(
        columns._1().transform(training),
        columns._2(),
        columns._3(),
        TaskScorer.text(estimator, "labelCol"),
        weight.isEmpty() ? WEIGHT : weight);
  }
}
