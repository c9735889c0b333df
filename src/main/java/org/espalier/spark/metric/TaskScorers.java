package org.espalier.spark.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.metric.CellMetrics;
import org.espalier.spark.task.rows.TaskScorer;

/** Scorers inside tasks, in place of scorers of a Dataset. */
public final class TaskScorers {

  private TaskScorers() {}

  /** The scorer inside tasks with the same scores; empty if a metric needs a Dataset. */
  public static Optional<TaskScorer> of(Scorer scorer) {
    return scorer
        .ofArrays()
        .filter(metrics -> !metrics.needsEnds()) // tasks have no censored labels
        .map(metrics -> new TaskScorer(columns(metrics, scorer.columns()), metrics));
  }

  private static Map<String, String> columns(CellMetrics metrics, MetricColumns from) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("labelCol", from.label());
    from.weights().ifPresent(name -> columns.put("weightCol", name));
    if (metrics.needsPredictions()) {
      columns.put("predictionCol", from.prediction());
    }
    if (metrics.needsScores()) {
      columns.put("rawPredictionCol", from.rawPrediction());
    }
    if (metrics.needsProbabilities()) {
      columns.put("probabilityCol", from.probability());
    }
    return columns;
  }
}
