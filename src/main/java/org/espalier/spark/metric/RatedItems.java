package org.espalier.spark.metric;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.Metric;

/**
 * Users with their rated items in the order of a model's predictions, and the relevant ones: those
 * rated above the user's own mean, as some users are more generous than others. Users with constant
 * ratings have no relevant items and are left out.
 *
 * @param predicted rows of a user, an item, a rating and its prediction
 */
record RatedItems(Dataset<Row> predicted, MetricColumns columns) {

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
