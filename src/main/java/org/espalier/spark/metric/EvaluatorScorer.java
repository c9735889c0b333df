package org.espalier.spark.metric;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MultilabelClassificationEvaluator;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Metric;
import org.espalier.spark.ParamValues;

/** Scorer by an evaluator that the user chose. */
final class EvaluatorScorer implements Scorer {

  /** Evaluators of MLlib that are called themselves; they have no state. */
  private static final Set<Class<?>> STATELESS =
      Set.of(
          ClusteringEvaluator.class,
          RankingEvaluator.class,
          MultilabelClassificationEvaluator.class);

  private final Evaluator evaluator;
  private final String metric;
  private final Optional<MllibMeasures> measures;

  EvaluatorScorer(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.metric = metric(evaluator);
    this.measures = MllibMeasures.of(evaluator);
  }

  /** Name of an evaluator's metric, with dashes if it is known; or else of its class. */
  private static String metric(Evaluator evaluator) {
    String type = evaluator.getClass().getSimpleName();
    return Optional.of(evaluator)
        .filter(one -> one.hasParam("metricName"))
        .flatMap(one -> ParamValues.current(one, one.getParam("metricName")))
        .map(name -> Metric.keyOf(String.valueOf(name)))
        .orElse(type.isEmpty() ? "metric" : type); // of a class without a name
  }

  @Override
  public String metric() {
    return metric;
  }

  @Override
  public Map<String, Double> scores(Dataset<Row> predictions) {
    return measures
        .filter(known -> fits(known, predictions))
        .map(known -> areas(known, predictions).scores(known.metrics()))
        .orElseGet(() -> Map.of(metric, called(predictions)));
  }

  /** False for other columns, for which MLlib's evaluator throws its own exception. */
  private static boolean fits(MllibMeasures measures, Dataset<Row> predictions) {
    return PredictionReader.of(measures.metrics()).fits(predictions.schema(), measures.columns());
  }

  /** Without bins the evaluator's own area is exact; with bins it is not even repeatable. */
  private ExactAreas areas(MllibMeasures known, Dataset<Row> predictions) {
    boolean isExact =
        evaluator instanceof BinaryClassificationEvaluator binary && binary.getNumBins() == 0;
    return new ExactAreas(
        predictions, known.columns(), isExact ? ExactAreas.ROUNDING : ExactAreas.USUAL_ERROR);
  }

  private double called(Dataset<Row> predictions) {
    if (STATELESS.contains(evaluator.getClass()) || measures.isPresent()) {
      return evaluator.evaluate(predictions);
    }
    synchronized (evaluator) { // may have state
      return evaluator.evaluate(predictions);
    }
  }

  @Override
  public Optional<CellMetrics> ofArrays() {
    return measures.map(MllibMeasures::metrics);
  }

  @Override
  public MetricColumns columns() {
    return measures.map(MllibMeasures::columns).orElse(MetricColumns.USUAL);
  }
}
