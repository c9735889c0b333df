package org.espalier.spark.task;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.spark.collected.TaskScorer;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.study.Direction;
import org.jspecify.annotations.Nullable;

/**
 * Results that the fits inside tasks of a study return.
 *
 * @param scorer scores validation rows inside the task; null where only the evaluator itself can
 * @param models true if models are wanted besides scores
 * @param rows true if the scores of rows are wanted besides those of metrics
 */
public record TaskScoring(@Nullable TaskScorer scorer, boolean models, boolean rows)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Models alone. */
  public static final TaskScoring NONE = new TaskScoring(null, true, false);

  /**
   * Scoring by a scorer, if it can score inside tasks; else models alone.
   *
   * @param rows true if the scores of rows are wanted, too
   */
  public static TaskScoring of(Scorer scorer, boolean models, boolean rows) {
    Optional<TaskScorer> inside = inTasks(scorer);
    return new TaskScoring(inside.orElse(null), models || inside.isEmpty(), rows);
  }

  /** The scorer inside tasks with the same scores; empty if a metric needs a Dataset. */
  public static Optional<TaskScorer> inTasks(Scorer scorer) {
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

  /** True if the predictions of an estimator's models are scored inside the task. */
  public boolean scores(PipelineStage estimator) {
    return scorer != null && scorer.reads(estimator);
  }

  /** Loss of scores: that of the first metric; NaN without it. */
  double loss(Map<String, Double> scores) {
    if (scorer == null) {
      return Double.NaN;
    }
    Measure first = scorer.metrics().measures().get(0);
    double score = scores.getOrDefault(first.name(), Double.NaN);
    return first.metric().direction().orElseThrow() == Direction.MAXIMIZE ? -score : score;
  }

  public TaskScoring withModels() {
    return new TaskScoring(scorer, true, rows);
  }

  /**
   * Wanted results of fits in one task.
   *
   * @param scored true if their rows come with rows to be scored
   */
  public TaskScoring wanted(boolean scored, List<PipelineStage> estimators) {
    return scorer != null && scored && estimators.stream().allMatch(this::scores)
        ? this
        : TaskScoring.NONE;
  }
}
