package org.espalier.spark.task.rows;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;

/**
 * Names of the columns that a fit reads.
 *
 * @param weight or empty
 * @param extra a column of numbers that training reads beside the others, or empty
 */
public record RowColumns(String features, String label, String weight, String extra) {

  /**
   * The columns of an estimator.
   *
   * @param extra the param that names the additional column, or empty
   */
  public static RowColumns of(PipelineStage estimator, String extra) {
    return new RowColumns(
        TaskScorer.text(estimator, "featuresCol"),
        TaskScorer.text(estimator, "labelCol"),
        TaskScorer.text(estimator, "weightCol"),
        TaskScorer.text(estimator, extra));
  }

  /** The names that are set. */
  public List<String> set() {
    return Stream.of(features, label, weight, extra).filter(name -> !name.isEmpty()).toList();
  }
}
