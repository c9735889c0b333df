package org.espalier.spark.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.BinaryAreas;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.Tally;

/**
 * Scores of a pass, with areas whose bound on the error is too large computed again by Spark's own
 * sort, without bins.
 */
record ExactAreas(Dataset<Row> predictions, MetricColumns columns, double mostError) {

  /**
   * Maximum error bound of areas. It is a tenth of the standard error with ten million rows (about
   * 1e-4: Hanley and McNeil, Radiology 143, 1982), so that no comparison of two models depends on
   * it. The bound decides, and not which model leads at that moment, as a study's tables must not
   * depend on the number of concurrent cells.
   */
  static final double USUAL_ERROR = 1e-5;

  /** Rounding error that a sum over all scores may have, even if all scores are kept apart. */
  static final double ROUNDING = 1e-12;

  Map<String, Double> scores(CellMetrics metrics) {
    Tally tally = TallyPass.tally(predictions, columns, metrics, TallyPass.MOST_SCORES);
    Map<String, Double> scores = new LinkedHashMap<>(tally.scores());
    if (metrics.needsScores()) {
      BinaryAreas areas = tally.areas();
      for (Measure measure : metrics.measures()) {
        Metric metric = measure.metric();
        if (metric.family() == Metric.Family.SCORES && error(metric, areas) > mostError) {
          scores.put(measure.name(), exact(metric));
        }
      }
    }
    return scores;
  }

  private static double error(Metric metric, BinaryAreas areas) {
    return metric.equals(Metric.AREA_UNDER_ROC) ? areas.rocError() : areas.prError();
  }

  private double exact(Metric metric) {
    BinaryClassificationEvaluator evaluator =
        new BinaryClassificationEvaluator()
            .setNumBins(0)
            .setMetricName(metric.name())
            .setLabelCol(columns.label())
            .setRawPredictionCol(columns.rawPrediction());
    columns.weights().ifPresent(evaluator::setWeightCol);
    return evaluator.evaluate(predictions);
  }
}
