package org.espalier.spark.metric;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.spark.ClassByName;

/** Scorer by metrics of ours. */
final class MetricScorer implements Scorer {

  private final List<Metric> metrics;
  private final MetricColumns columns;
  private final Optional<CellMetrics> ofRows;

  MetricScorer(List<Metric> metrics, MetricColumns columns) {
    this.metrics = List.copyOf(metrics);
    this.columns = columns;
    List<Measure> measures = metrics.stream().filter(Metric::isOfRows).map(Measure::of).toList();
    this.ofRows = measures.isEmpty() ? Optional.empty() : Optional.of(new CellMetrics(measures));
  }

  @Override
  public String metric() {
    return metrics.get(0).key();
  }

  @Override
  public Map<String, Double> scores(Dataset<Row> predictions) {
    Map<String, Double> shared =
        ofRows
            .map(
                known -> new ExactAreas(predictions, columns, ExactAreas.USUAL_ERROR).scores(known))
            .orElse(Map.of());
    Map<String, Double> scores = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      Double score = shared.get(metric.key());
      scores.put(metric.key(), score == null ? scoreOf(metric, predictions) : score);
    }
    return scores;
  }

  private double scoreOf(Metric metric, Dataset<Row> predictions) {
    return switch (metric.family()) {
      case LISTS -> new RatedItems(predictions, columns).score(metric);
      case CLUSTERS -> clusters(metric).evaluate(predictions);
      case EVALUATOR -> ofClass(metric).evaluate(predictions);
      case SCORES, COUNTS, ERRORS, MEAN, PAIRS ->
          throw new IllegalStateException("%s is computed by the pass.".formatted(metric));
    };
  }

  private ClusteringEvaluator clusters(Metric metric) {
    ClusteringEvaluator evaluator =
        new ClusteringEvaluator()
            .setFeaturesCol(columns.features())
            .setPredictionCol(columns.prediction())
            .setDistanceMeasure(metric.equals(Metric.SILHOUETTE) ? "squaredEuclidean" : "cosine");
    columns.weights().ifPresent(evaluator::setWeightCol);
    return evaluator;
  }

  private Evaluator ofClass(Metric metric) {
    Evaluator evaluator = ClassByName.create(metric.name(), Evaluator.class);
    set(evaluator, "labelCol", columns.label());
    columns.weights().ifPresent(name -> set(evaluator, "weightCol", name));
    return evaluator;
  }

  private static void set(Evaluator evaluator, String param, String column) {
    if (evaluator.hasParam(param)) {
      Param<Object> own = evaluator.getParam(param);
      evaluator.set(own, column);
    }
  }

  @Override
  public Optional<CellMetrics> ofArrays() {
    return ofRows.filter(known -> known.measures().size() == metrics.size());
  }

  @Override
  public MetricColumns columns() {
    return columns;
  }

  /**
   * Users with their rated items in the order of a model's predictions, and the relevant ones:
   * those rated above the user's own mean, as some users are more generous than others. Users with
   * constant ratings have no relevant items and are left out.
   *
   * @param predicted rows of a user, an item, a rating and its prediction
   */
  private record RatedItems(Dataset<Row> predicted, MetricColumns columns) {

    private static final String PREDICTION = "prediction";
    private static final String LABEL = "label";
    private static final String MEAN = "mean";
    private static final String ITEMS = "items";

    double score(Metric metric) {
      RankingEvaluator lists =
          new RankingEvaluator()
              .setMetricName(metric.name())
              .setPredictionCol(PREDICTION)
              .setLabelCol(LABEL);
      metric.firstItems().ifPresent(lists::setK);
      return lists.evaluate(lists());
    }

    /** Two arrays of items for each user, as {@code RankingEvaluator} requires. */
    private Dataset<Row> lists() {
      Column prediction = col(columns.prediction()).cast("double");
      Column rating = col(columns.label()).cast("double");
      Column byPrediction =
          struct(
              prediction.unary_$minus().as("order"),
              col(columns.rating().item()).cast("double").as("item"),
              rating.as("rating"));
      Column liked = filter(col(ITEMS), item -> item.getField("rating").gt(col(MEAN)));
      return predicted
          .where(prediction.isNotNull().and(prediction.isNaN().unary_$bang()))
          .groupBy(col(columns.rating().user()))
          .agg(avg(rating).as(MEAN), array_sort(collect_list(byPrediction)).as(ITEMS))
          .select(items(col(ITEMS)).as(PREDICTION), items(liked).as(LABEL))
          .where(size(col(LABEL)).gt(0));
    }

    private static Column items(Column rated) {
      return transform(rated, item -> item.getField("item"));
    }
  }
}
