package org.espalier.spark.pipeline;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.BinaryAreas;
import org.espalier.metric.Concordance;
import org.espalier.metric.ConfusionMatrix;
import org.espalier.metric.Metric;
import org.espalier.metric.PairedBootstrap;
import org.espalier.metric.PredictedRows;
import org.espalier.metric.Task;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.metric.AreaPass;
import org.espalier.study.Direction;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.espalier.study.Seed;

/**
 * Scorer that computes a metric from rows with a label and predictions. Uses row weights where rows
 * have them.
 *
 * @param weighted true if rows have {@link StudyData#WEIGHT}
 */
public record Scorer(Task task, boolean weighted) {

  private static final String PREDICTION = "prediction";

  /** Families without an interval. */
  private static final Set<Metric.Family> UNCOMPARED =
      EnumSet.of(
          Metric.Family.EVALUATOR,
          Metric.Family.CLUSTERS,
          Metric.Family.PAIRS,
          Metric.Family.LISTS);

  /**
   * Maximum number of distinct scores that are kept apart; 8 MB a task, and error bounds of about
   * 1e-6.
   */
  private static final int MOST_SCORES = 1 << 18;

  /**
   * Maximum error bound; with a larger one, the metric is computed exactly, by Spark's own sort. It
   * is a tenth of the standard error with ten million rows (about 1e-4: Hanley and McNeil,
   * Radiology 143, 1982), so that no comparison of two models depends on it. The bound decides, and
   * not which model leads at that moment, as a study's tables must not depend on the number of
   * concurrent cells.
   */
  private static final double MOST_ERROR = 1e-5;

  /** Class that metrics by label are about: the positive one of two. */
  private static final double POSITIVE = 1;

  /** Metric with its direction, which for a user's evaluator only its class knows. */
  public static Objective objective(Metric metric) {
    return new Objective(
        metric.key(),
        metric
            .direction()
            .orElseGet(
                () ->
                    EvaluatorClass.create(metric.name()).isLargerBetter()
                        ? Direction.MAXIMIZE
                        : Direction.MINIMIZE));
  }

  /** The score of a model's predictions; NaN where the metric is not defined. */
  public double score(Metric metric, Dataset<Row> predicted) {
    return scores(List.of(metric), predicted).values().iterator().next();
  }

  /**
   * The scores of several metrics, in their order, from as few passes over the predictions as there
   * are kinds of metrics.
   */
  Map<Metric, Double> scores(List<Metric> metrics, Dataset<Row> predicted) {
    long ofCounts = metrics.stream().filter(Scorer::isOfCounts).count();
    Optional<ConfusionMatrix> confusion =
        ofCounts > 1 || has(metrics, Metric.Family.CONFUSION)
            ? Optional.of(confusion(predicted))
            : Optional.empty();
    Optional<BinaryAreas> areas =
        has(metrics, Metric.Family.RANKING) && !weighted
            ? Optional.of(areas(predicted, MOST_SCORES))
            : Optional.empty();
    Map<Metric, Double> scores = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      Optional<Double> shared =
          metric.family() == Metric.Family.RANKING
              ? areas.flatMap(both -> area(metric, both))
              : confusion.filter(c -> isOfCounts(metric)).map(c -> c.metric(metric.name()));
      scores.put(metric, shared.orElseGet(() -> alone(metric, predicted)));
    }
    return scores;
  }

  private double alone(Metric metric, Dataset<Row> predicted) {
    return switch (metric.family()) {
      case MEAN -> mean(predicted, metric.equals(Metric.MAPE) ? relativeError() : brier());
      case PAIRS -> concordance(predicted);
      case CONFUSION -> confusion(predicted).metric(metric.name());
      case LISTS -> evaluator(metric).evaluate(new RatedItems(predicted).lists());
      case RANKING, CLASSES, NUMBERS, CLUSTERS, EVALUATOR -> evaluator(metric).evaluate(predicted);
    };
  }

  private static boolean has(List<Metric> metrics, Metric.Family family) {
    return metrics.stream().anyMatch(metric -> metric.family() == family);
  }

  /** True if the metric follows from the counts of each pair of label and prediction. */
  private static boolean isOfCounts(Metric metric) {
    return metric.family() == Metric.Family.CONFUSION
        || (metric.family() == Metric.Family.CLASSES && !metric.equals(Metric.LOG_LOSS));
  }

  /** Areas; empty if neighbouring scores had to be merged and the error may matter. */
  private static Optional<Double> area(Metric metric, BinaryAreas areas) {
    boolean roc = metric.equals(Metric.AREA_UNDER_ROC);
    double error = roc ? areas.rocError() : areas.prError();
    return error > MOST_ERROR
        ? Optional.empty()
        : Optional.of(roc ? areas.underRoc() : areas.underPr());
  }

  static BinaryAreas areas(Dataset<Row> predicted, int most) {
    return AreaPass.of(predicted, "rawPrediction", StudyData.LABEL, most);
  }

  /** Evaluator of a metric that has one. */
  Evaluator evaluator(Metric metric) {
    Evaluator evaluator =
        switch (metric.family()) {
          // Zero bins are exact; Spark's default of 1,000 is not even repeatable.
          case RANKING ->
              new BinaryClassificationEvaluator().setMetricName(metric.name()).setNumBins(0);
          case CLASSES ->
              new MulticlassClassificationEvaluator()
                  .setMetricName(metric.name())
                  .setMetricLabel(POSITIVE);
          case NUMBERS -> new RegressionEvaluator().setMetricName(metric.name());
          case CLUSTERS ->
              new ClusteringEvaluator()
                  .setFeaturesCol(FeatureStages.FEATURES)
                  .setDistanceMeasure(
                      metric.equals(Metric.SILHOUETTE) ? "squaredEuclidean" : "cosine");
          case LISTS -> {
            RankingEvaluator lists = new RankingEvaluator().setMetricName(metric.name());
            metric.firstItems().ifPresent(lists::setK);
            yield lists;
          }
          case EVALUATOR -> EvaluatorClass.create(metric.name());
          case CONFUSION, MEAN, PAIRS ->
              throw new IllegalArgumentException("%s has no evaluator.".formatted(metric));
        };
    column(evaluator, "labelCol", Optional.of(StudyData.LABEL));
    column(evaluator, "weightCol", weighted ? Optional.of(StudyData.WEIGHT) : Optional.empty());
    return evaluator;
  }

  private static void column(Evaluator evaluator, String param, Optional<String> name) {
    if (name.isPresent() && evaluator.hasParam(param)) {
      StageParams.set(evaluator, param, name.get());
    }
  }

  private Column weight() {
    return weighted ? col(StudyData.WEIGHT) : lit(1.0);
  }

  /** Interval of one model's gain over another, from predictions for the same rows. */
  Optional<Interval> gain(Metric metric, Dataset<Row> one, Dataset<Row> other, Seed seed) {
    if (UNCOMPARED.contains(metric.family())) {
      return Optional.empty();
    }
    List<Row> rows = collected(metric, inOrder(one));
    List<Row> others = collected(metric, inOrder(other));
    if (rows.size() != others.size()) {
      return Optional.empty(); // one of them omitted rows for which it has no prediction
    }
    double[] weights = rows.stream().mapToDouble(row -> row.getDouble(2)).toArray();
    return new PairedBootstrap(predicted(rows), predicted(others), weights, seed)
        .improvement(metric, objective(metric));
  }

  /** Joins with users and items lose the order of rows; everything else keeps it. */
  private Dataset<Row> inOrder(Dataset<Row> predicted) {
    return task == Task.RECOMMENDATION
        ? predicted.orderBy(col(StudyData.RANK), col(StudyData.LABEL))
        : predicted;
  }

  /** Score by the implementation that intervals use. */
  double onDriver(Metric metric, Dataset<Row> predicted) {
    List<Row> rows = collected(metric, predicted);
    PredictedRows values = predicted(rows);
    double[] weights = rows.stream().mapToDouble(row -> row.getDouble(2)).toArray();
    return values.metric(metric, weights, values.byScore());
  }

  /** Rows collected in their own order, which no stage changes. */
  private List<Row> collected(Metric metric, Dataset<Row> predicted) {
    boolean ranked = metric.family() == Metric.Family.RANKING;
    Column nothing = array().cast("array<double>");
    Column scores = ranked ? functions.vector_to_array(col("rawPrediction"), "float64") : nothing;
    Column probabilities =
        metric.needsProbabilities()
            ? functions.vector_to_array(col("probability"), "float64")
            : nothing;
    return predicted
        .select(
            col(StudyData.LABEL), col(PREDICTION).cast("double"), weight(), scores, probabilities)
        .collectAsList();
  }

  private static PredictedRows predicted(List<Row> rows) {
    return new PredictedRows(
        rows.stream().mapToDouble(row -> row.getDouble(0)).toArray(),
        rows.stream().mapToDouble(row -> row.getDouble(1)).toArray(),
        rows.stream()
            .map(row -> row.<Double>getList(3))
            .filter(scores -> scores.size() > 1)
            .mapToDouble(scores -> scores.get(1))
            .toArray(),
        rows.stream()
            .map(row -> row.<Double>getList(4).stream().mapToDouble(p -> p).toArray())
            .toArray(double[][]::new));
  }

  private ConfusionMatrix confusion(Dataset<Row> rows) {
    List<Row> counts =
        new ArrayList<>(
            rows.groupBy(col(StudyData.LABEL), col(PREDICTION)).agg(sum(weight())).collectAsList());
    counts.sort(
        Comparator.<Row>comparingDouble(row -> row.getDouble(0))
            .thenComparingDouble(row -> row.getDouble(1)));
    int classes =
        1
            + (int)
                counts.stream()
                    .mapToDouble(r -> Math.max(r.getDouble(0), r.getDouble(1)))
                    .max()
                    .orElse(0);
    double[][] weights = new double[classes][classes];
    counts.forEach(
        row -> weights[(int) row.getDouble(0)][(int) row.getDouble(1)] = row.getDouble(2));
    return new ConfusionMatrix(weights);
  }

  /** Concordance index, computed on the driver from four numbers per row. */
  private double concordance(Dataset<Row> predicted) {
    List<Row> rows =
        predicted
            .select(col(StudyData.LABEL), col(StudyData.CENSOR), col(PREDICTION), weight())
            .collectAsList();
    boolean[] ended = new boolean[rows.size()];
    for (int i = 0; i < ended.length; i++) {
      ended[i] = rows.get(i).getDouble(1) == 1;
    }
    return Concordance.index(
        rows.stream().mapToDouble(row -> row.getDouble(0)).toArray(),
        ended,
        rows.stream().mapToDouble(row -> row.getDouble(2)).toArray(),
        rows.stream().mapToDouble(row -> row.getDouble(3)).toArray());
  }

  private double mean(Dataset<Row> rows, Column value) {
    Row sums = rows.select(sum(value.multiply(weight())), sum(weight())).first();
    return sums.isNullAt(0) ? Double.NaN : sums.getDouble(0) / sums.getDouble(1);
  }

  private static Column relativeError() {
    return abs(col(StudyData.LABEL).minus(col(PREDICTION)).divide(col(StudyData.LABEL)));
  }

  private Column brier() {
    Column probabilities = functions.vector_to_array(col("probability"), "float64");
    Column label = col(StudyData.LABEL);
    if (task == Task.BINARY) {
      Column off = probabilities.getItem(1).minus(label);
      return off.multiply(off);
    }
    // The sum over classes k of (p(k) - [k = label])^2.
    Column squares =
        org.apache.spark.sql.functions.aggregate(
            probabilities, lit(0.0), (all, p) -> all.plus(p.multiply(p)));
    Column own = get(probabilities, label.cast("int"));
    return squares.minus(own.multiply(2.0)).plus(1.0);
  }
}
