package org.espalier.spark.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.MetricParams;

/**
 * Metrics of an evaluator of MLlib, as definitions of ours: its own first, then the sister metrics
 * that follow from the same statistics.
 *
 * @param columns columns that the evaluator reads
 */
record MllibMeasures(CellMetrics metrics, MetricColumns columns) {

  private static final List<String> AREAS = List.of("areaUnderROC", "areaUnderPR");
  private static final List<String> USUAL_OF_CLASSES =
      List.of("accuracy", "f1", "weightedPrecision", "weightedRecall");
  private static final List<String> OF_NUMBERS = List.of("rmse", "mse", "mae", "r2", "var");

  /** Empty for any other class, including subclasses. */
  static Optional<MllibMeasures> of(Evaluator evaluator) {
    if (evaluator.getClass() == BinaryClassificationEvaluator.class) {
      return Optional.of(areas((BinaryClassificationEvaluator) evaluator));
    }
    if (evaluator.getClass() == MulticlassClassificationEvaluator.class) {
      return Optional.of(ofClasses((MulticlassClassificationEvaluator) evaluator));
    }
    return evaluator.getClass() == RegressionEvaluator.class
        ? Optional.of(ofNumbers((RegressionEvaluator) evaluator))
        : Optional.empty();
  }

  private static MllibMeasures areas(BinaryClassificationEvaluator evaluator) {
    MetricColumns usual = MetricColumns.USUAL;
    return new MllibMeasures(
        metrics(evaluator.getMetricName(), AREAS, MetricParams.USUAL),
        usual
            .withLabel(evaluator.getLabelCol(), weights(evaluator))
            .withScore(evaluator.getRawPredictionCol()));
  }

  private static MllibMeasures ofClasses(MulticlassClassificationEvaluator evaluator) {
    String name = evaluator.getMetricName();
    MetricParams params =
        new MetricParams(
            evaluator.getMetricLabel(), evaluator.getBeta(), evaluator.getEps(), false);
    return new MllibMeasures(
        metrics(name, USUAL_OF_CLASSES.contains(name) ? USUAL_OF_CLASSES : List.of(), params),
        MetricColumns.USUAL
            .withLabel(evaluator.getLabelCol(), weights(evaluator))
            .withPrediction(evaluator.getPredictionCol())
            .withProbability(evaluator.getProbabilityCol()));
  }

  private static MllibMeasures ofNumbers(RegressionEvaluator evaluator) {
    MetricParams usual = MetricParams.USUAL;
    MetricParams params =
        new MetricParams(usual.label(), usual.beta(), usual.eps(), evaluator.getThroughOrigin());
    return new MllibMeasures(
        metrics(evaluator.getMetricName(), OF_NUMBERS, params),
        MetricColumns.USUAL
            .withLabel(evaluator.getLabelCol(), weights(evaluator))
            .withPrediction(evaluator.getPredictionCol()));
  }

  private static CellMetrics metrics(String first, List<String> sisters, MetricParams params) {
    List<String> names = new ArrayList<>(List.of(first));
    sisters.stream().filter(name -> !name.equals(first)).forEach(names::add);
    return new CellMetrics(
        names.stream().map(name -> new Measure(key(name), key(name), params)).toList());
  }

  private static String key(String name) {
    return Metric.values().stream()
        .filter(metric -> metric.isOfRows() && metric.name().equals(name))
        .findFirst()
        .orElseThrow()
        .key();
  }

  /** Column of weights; the empty string where there is none. */
  private static String weights(Evaluator evaluator) {
    var param = evaluator.getParam("weightCol");
    return evaluator.isDefined(param) ? String.valueOf(evaluator.getOrDefault(param)) : "";
  }
}
