package org.espalier.spark.collected;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.espalier.metric.CellMetrics;

/**
 * Scorer of predictions inside a task.
 *
 * @param columns the column that the scorer reads, by the estimator's param that names it; without
 *     {@code weightCol} all rows weigh the same
 */
public record TaskScorer(Map<String, String> columns, CellMetrics metrics) implements Serializable {

  private static final long serialVersionUID = 1;

  private static final String WEIGHT = "weightCol";

  public TaskScorer {
    columns = Map.copyOf(columns);
  }

  /** True if an estimator's model writes, and its rows have, the columns that the scorer reads. */
  public boolean reads(PipelineStage estimator) {
    return columns.entrySet().stream()
        .allMatch(column -> column.getValue().equals(text(estimator, column.getKey())));
  }

  public boolean isWeighted() {
    return columns.containsKey(WEIGHT);
  }

  /** The value of a param that holds a text; empty if there is none. */
  public static String text(PipelineStage estimator, String name) {
    if (!estimator.hasParam(name)) {
      return "";
    }
    Param<?> param = estimator.getParam(name);
    return estimator.isDefined(param) ? (String) estimator.getOrDefault(param) : "";
  }
}
