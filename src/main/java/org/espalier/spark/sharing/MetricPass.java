package org.espalier.spark.sharing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.BinaryAreas;
import org.espalier.spark.metric.AreaPass;

/**
 * Pass over predictions that computes an evaluator's metric and its sister metrics at once, by
 * names as in the param {@code metricName}.
 *
 * <p>Only for MLlib's own evaluators, and only where the definition is the same; any other
 * evaluator is called itself, by one thread at a time, as it may have state.
 */
public final class MetricPass {

  /** Number of scores above which areas are left to Spark, as ours would not be exact. */
  private static final int MOST_SCORES = 500_000;

  private final Evaluator evaluator;
  private final String metric;

  public MetricPass(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.metric = metric(evaluator);
  }

  /** The name an evaluator gives its metric, or else its class's. */
  private static String metric(Evaluator evaluator) {
    if (!evaluator.hasParam("metricName")) {
      return evaluator.getClass().getSimpleName();
    }
    return String.valueOf(evaluator.getOrDefault(evaluator.getParam("metricName")));
  }

  /** The metric of the evaluator. */
  public String metric() {
    return metric;
  }

  /**
   * Scores by metric, that of the evaluator first.
   *
   * @param rows approximate number of predictions
   */
  public Map<String, Double> score(Dataset<Row> predictions, long rows) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put(metric, Double.NaN);
    if (evaluator.getClass() == BinaryClassificationEvaluator.class
        && isUnweighted((BinaryClassificationEvaluator) evaluator)
        && rows <= mostScores((BinaryClassificationEvaluator) evaluator)) {
      scores.putAll(areas((BinaryClassificationEvaluator) evaluator, predictions));
    } else if (evaluator.getClass() == MulticlassClassificationEvaluator.class) {
      scores.putAll(ofClasses((MulticlassClassificationEvaluator) evaluator, predictions));
    } else if (evaluator.getClass() == RegressionEvaluator.class) {
      scores.putAll(ofNumbers(((RegressionEvaluator) evaluator).getMetrics(predictions)));
    } else if (StageIdentity.isMllib(evaluator)) {
      scores.put(metric, evaluator.evaluate(predictions));
    } else {
      synchronized (evaluator) {
        scores.put(metric, evaluator.evaluate(predictions));
      }
    }
    return scores;
  }

  private static boolean isUnweighted(BinaryClassificationEvaluator evaluator) {
    return !evaluator.isDefined(evaluator.weightCol());
  }

  /**
   * Number of distinct scores up to which the evaluator's areas equal ours: with bins of two scores
   * or more (BinaryClassificationMetrics) the area is another one, and not even repeatable.
   */
  private static int mostScores(BinaryClassificationEvaluator evaluator) {
    int bins = evaluator.getNumBins();
    return bins == 0 ? MOST_SCORES : (int) Math.min(MOST_SCORES, 2L * bins - 1);
  }

  private Map<String, Double> areas(
      BinaryClassificationEvaluator evaluator, Dataset<Row> predictions) {
    BinaryAreas areas =
        AreaPass.of(
            predictions, evaluator.getRawPredictionCol(), evaluator.getLabelCol(), MOST_SCORES);
    return areas.isExact() && areas.points() <= mostScores(evaluator)
        ? Map.of("areaUnderROC", areas.underRoc(), "areaUnderPR", areas.underPr())
        : Map.of(metric, evaluator.evaluate(predictions)); // a stage made several rows of one
  }

  private Map<String, Double> ofClasses(
      MulticlassClassificationEvaluator evaluator, Dataset<Row> predictions) {
    Map<String, Double> scores = new LinkedHashMap<>();
    switch (metric) {
      case "f1", "accuracy", "weightedPrecision", "weightedRecall" -> {
        MulticlassMetrics metrics = evaluator.getMetrics(predictions);
        scores.put("accuracy", metrics.accuracy());
        scores.put("f1", metrics.weightedFMeasure());
        scores.put("weightedPrecision", metrics.weightedPrecision());
        scores.put("weightedRecall", metrics.weightedRecall());
      }
      default -> scores.put(metric, evaluator.evaluate(predictions));
    }
    return scores;
  }

  private static Map<String, Double> ofNumbers(RegressionMetrics metrics) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("rmse", metrics.rootMeanSquaredError());
    scores.put("mse", metrics.meanSquaredError());
    scores.put("mae", metrics.meanAbsoluteError());
    scores.put("r2", metrics.r2());
    scores.put("var", metrics.explainedVariance());
    return scores;
  }
}
