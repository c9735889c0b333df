package org.espalier.spark.collected;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;

/**
 * Names of the columns that a fit reads.
 *
 * @param weight or empty
 * @param extra a column of numbers that training reads besides the others, or empty
 * @param missing true if a feature may be missing, which is NaN
 */
public record RowColumns(
    String features, String label, String weight, String extra, boolean missing)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** The columns of an estimator, without another one, of which no value is missing. */
  public static RowColumns of(PipelineStage estimator) {
    return new RowColumns(
        TaskScorer.text(estimator, "featuresCol"),
        TaskScorer.text(estimator, "labelCol"),
        TaskScorer.text(estimator, "weightCol"),
        "",
        false);
  }

  /**
   * Copy with a further column.
   *
   * @param param that names it; the column is not read if there is no such param or it is not set
   */
  public RowColumns with(PipelineStage estimator, String param) {
    return new RowColumns(features, label, weight, TaskScorer.text(estimator, param), missing);
  }

  public RowColumns withMissing() {
    return new RowColumns(features, label, weight, extra, true);
  }

  /** The names that are set. */
  public List<String> set() {
    return Stream.of(features, label, weight, extra).filter(name -> !name.isEmpty()).toList();
  }
}
