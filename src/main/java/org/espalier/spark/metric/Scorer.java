package org.espalier.spark.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Metric;
import org.espalier.spark.ClassByName;
import org.espalier.study.Direction;
import org.espalier.study.Objective;

/**
 * Scorer of predictions by one or more metrics, from as few passes as possible.
 *
 * <p>Metrics that follow from rows are computed by the definitions of {@link org.espalier.metric}
 * in one pass. An area is exact; where the distinct scores are too many to be kept apart, it is
 * within 1e-5 of the exact one, or computed by Spark's own sort.
 */
public sealed interface Scorer permits MetricScorer, EvaluatorScorer {

  /**
   * Scorer by metrics, under their keys.
   *
   * @param metrics at least one, the objective first
   */
  static Scorer of(List<Metric> metrics, MetricColumns columns) {
    return new MetricScorer(metrics, columns);
  }

  /**
   * Scorer by an evaluator's metric under its own name, and by sister metrics that cost nothing.
   * Metrics of MLlib's evaluators for two classes, many classes and numbers are computed here, with
   * all their params; any other evaluator, or a subclass of these, is called itself.
   */
  static Scorer of(Evaluator evaluator) {
    return evaluator instanceof MeasuringEvaluator measuring
        ? measuring.scorer()
        : new EvaluatorScorer(evaluator);
  }

  /** Metric with its direction; that of a user's evaluator is in its class. */
  static Objective objective(Metric metric) {
    return new Objective(
        metric.key(),
        metric
            .direction()
            .orElseGet(
                () ->
                    ClassByName.create(metric.name(), Evaluator.class).isLargerBetter()
                        ? Direction.MAXIMIZE
                        : Direction.MINIMIZE));
  }

  /** Name of the first metric. */
  String metric();

  /** Scores by name, the first metric first; NaN where a metric is not defined. */
  Map<String, Double> scores(Dataset<Row> predictions);

  /**
   * Description by which the same scores can be computed from arrays, for example in a task; empty
   * if one of the metrics needs a Dataset.
   */
  Optional<CellMetrics> ofArrays();

  /** Columns of the predictions that the metrics of {@link #ofArrays} read. */
  MetricColumns columns();
}
