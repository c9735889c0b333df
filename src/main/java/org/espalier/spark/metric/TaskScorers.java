package org.espalier.spark.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.Param;
import org.espalier.metric.Metric;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.TaskScorer;

/** Scorers inside tasks: of metrics, and of those of MLlib's evaluators that have a definition. */
public final class TaskScorers {

  private TaskScorers() {}

  /** Keys of metrics by the name under which a score is recorded. */
  private record Named(LinkedHashMap<String, String> keys) implements TaskScorer.Scores {

    @Override
    public Map<String, Double> of(PredictedRows rows, double[] weights) {
      int[] order = rows.byScore();
      Map<String, Double> scores = new LinkedHashMap<>();
      keys.forEach(
          (name, key) ->
              scores.put(name, rows.metric(Metric.of(key).orElseThrow(), weights, order)));
      return scores;
    }
  }

  /** The scorer of an evaluator's metric and its sister metrics, if all of its params are known. */
  public static Optional<TaskScorer> of(Evaluator evaluator) {
    if (evaluator.getClass() == BinaryClassificationEvaluator.class) {
      return Optional.of(
          scorer(
              evaluator,
              Map.of("rawPredictionCol", "rawPredictionCol"),
              "areaUnderROC",
              "areaUnderPR"));
    }
    if (evaluator.getClass() == RegressionEvaluator.class
        && !((RegressionEvaluator) evaluator).getThroughOrigin()) {
      return Optional.of(
          scorer(
              evaluator,
              Map.of("predictionCol", "predictionCol"),
              "rmse",
              "mse",
              "mae",
              "r2",
              "var"));
    }
    if (evaluator.getClass() == MulticlassClassificationEvaluator.class) {
      return switch (((MulticlassClassificationEvaluator) evaluator).getMetricName()) {
        case "f1", "accuracy", "weightedPrecision", "weightedRecall" ->
            Optional.of(
                scorer(
                    evaluator,
                    Map.of("predictionCol", "predictionCol"),
                    "accuracy",
                    "f1",
                    "weightedPrecision",
                    "weightedRecall"));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static TaskScorer scorer(
      Evaluator evaluator, Map<String, String> columns, String... names) {
    Map<String, String> read = new LinkedHashMap<>();
    read.put("labelCol", text(evaluator, "labelCol"));
    columns.forEach((param, own) -> read.put(param, text(evaluator, own)));
    if (!text(evaluator, "weightCol").isEmpty()) {
      read.put("weightCol", text(evaluator, "weightCol"));
    }
    LinkedHashMap<String, String> keys = new LinkedHashMap<>();
    for (String name : names) {
      keys.put(name, key(name));
    }
    return new TaskScorer(read, new Named(keys));
  }

  private static String key(String name) {
    return Metric.values().stream()
        .filter(metric -> metric.name().equals(name))
        .map(Metric::key)
        .findFirst()
        .orElseThrow();
  }

  private static String text(Evaluator evaluator, String name) {
    Param<?> param = evaluator.getParam(name);
    return evaluator.isDefined(param) ? (String) evaluator.getOrDefault(param) : "";
  }

  /**
   * The scorer of a study's metrics, if all of them are defined for rows.
   *
   * @param columns see {@link TaskScorer#columns}
   */
  public static Optional<TaskScorer> of(List<Metric> metrics, Map<String, String> columns) {
    LinkedHashMap<String, String> named = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      switch (metric.family()) {
        case RANKING, CLASSES, NUMBERS, CONFUSION, MEAN -> named.put(metric.key(), metric.key());
        case CLUSTERS, PAIRS, LISTS, EVALUATOR -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new TaskScorer(columns, new Named(named)));
  }
}
