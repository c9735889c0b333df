package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.metric.BinaryAreas;
import org.espalier.metric.Metric;
import org.espalier.metric.Metric.Family;
import org.espalier.metric.Task;
import org.espalier.spark.data.StudyData;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ScorerTest extends SparkTest {

  private static final double TINY = 1e-12;

  private static final Scorer TWO = new Scorer(Task.BINARY, false);
  private static final Scorer MANY = new Scorer(Task.MULTICLASS, false);
  private static final Scorer WEIGHTED = new Scorer(Task.BINARY, true);

  private static Metric named(String key) {
    return Metric.of(key).orElseThrow();
  }

  /** Families that MLlib has no evaluator of. */
  private static final Set<Family> OURS = Set.of(Family.CONFUSION, Family.MEAN, Family.PAIRS);

  private static final Set<Family> NEVER_ON_DRIVER =
      Set.of(Family.CLUSTERS, Family.PAIRS, Family.LISTS);

  private static String param(Evaluator evaluator, String name) {
    return String.valueOf(evaluator.getOrDefault(evaluator.getParam(name)));
  }

  @Test
  void each_metric_of_mllib_is_that_of_its_evaluator_and_as_large_or_small_as_it_says() {
    for (Metric metric : Metric.values()) {
      if (OURS.contains(metric.family())) {
        continue;
      }
      if (metric.family() == Family.CLUSTERS) {
        ClusteringEvaluator evaluator = (ClusteringEvaluator) WEIGHTED.evaluator(metric);
        assertThat(evaluator.getDistanceMeasure())
            .isEqualTo(metric.equals(Metric.SILHOUETTE) ? "squaredEuclidean" : "cosine");
        assertThat(evaluator.getWeightCol()).isEqualTo(StudyData.WEIGHT);
        assertThat(evaluator.isLargerBetter()).isTrue();
        continue;
      }
      Evaluator evaluator = TWO.evaluator(metric);
      assertThat(param(evaluator, "metricName")).isEqualTo(metric.name());
      assertThat(param(evaluator, "labelCol")).isEqualTo(StudyData.LABEL);
      assertThat(evaluator.isLargerBetter())
          .as("%s", metric)
          .isEqualTo(metric.direction().orElseThrow() == Direction.MAXIMIZE);
      if (metric.family() != Family.LISTS) { // a list has no weight
        assertThat(param(WEIGHTED.evaluator(metric), "weightCol")).isEqualTo(StudyData.WEIGHT);
      }
    }
  }

  @Test
  void areas_are_exact() {
    assertThat(TWO.evaluator(Metric.AREA_UNDER_PR))
        .isInstanceOfSatisfying(
            BinaryClassificationEvaluator.class, e -> assertThat(e.getNumBins()).isZero());
  }

  private static Row row(double label, double prediction, double weight, double... probability) {
    Vector vector = Vectors.dense(probability);
    return RowFactory.create(label, prediction, weight, vector, vector);
  }

  private static Dataset<Row> predicted(Row... rows) {
    return spark()
        .createDataFrame(
            List.of(rows),
            new StructType()
                .add(StudyData.LABEL, DataTypes.DoubleType)
                .add("prediction", DataTypes.DoubleType)
                .add(StudyData.WEIGHT, DataTypes.DoubleType)
                .add("probability", SQLDataTypes.VectorType())
                .add("rawPrediction", SQLDataTypes.VectorType()));
  }

  private static Dataset<Row> four() {
    return predicted(
        row(0, 0, 1, 0.9, 0.1),
        row(0, 1, 1, 0.4, 0.6),
        row(1, 1, 3, 0.2, 0.8),
        row(1, 0, 1, 0.7, 0.3));
  }

  @Test
  @Tag("smoke")
  void means_are_over_rows_or_their_weights() {
    Dataset<Row> rows = four();
    assertThat(TWO.score(Metric.BRIER, rows))
        .isEqualTo((0.01 + 0.36 + 0.04 + 0.49) / 4, within(TINY));
    assertThat(WEIGHTED.score(Metric.BRIER, rows))
        .isEqualTo((0.01 + 0.36 + 3 * 0.04 + 0.49) / 6, within(TINY));
    assertThat(TWO.score(named("cohens-kappa"), rows)).isEqualTo(0, within(TINY));
    assertThat(WEIGHTED.score(named("balanced-accuracy"), rows))
        .isEqualTo((0.5 + 0.75) / 2, within(TINY));
    assertThat(WEIGHTED.score(Metric.ACCURACY, rows)).isEqualTo(4.0 / 6, within(TINY));
    assertThat(TWO.score(Metric.AREA_UNDER_ROC, rows)).isEqualTo(0.75, within(TINY));
    assertThat(WEIGHTED.score(Metric.AREA_UNDER_ROC, rows)).isEqualTo(0.875, within(TINY));
  }

  @Test
  void metrics_by_label_are_of_the_positive_class() {
    Dataset<Row> rows = predicted(row(0, 0, 1), row(0, 0, 1), row(0, 1, 1), row(1, 1, 1));
    assertThat(TWO.score(named("precision-by-label"), rows)).isEqualTo(0.5, within(TINY));
    assertThat(TWO.score(named("recall-by-label"), rows)).isEqualTo(1, within(TINY));
  }

  @Test
  @Tag("smoke")
  void brier_of_many_classes_sums_over_them() {
    Dataset<Row> rows = predicted(row(2, 2, 1, 0.2, 0.3, 0.5), row(0, 0, 1, 1, 0, 0));
    assertThat(MANY.score(Metric.BRIER, rows)).isEqualTo((0.04 + 0.09 + 0.25) / 2, within(TINY));
  }

  @Test
  void relative_errors_are_of_the_label() {
    Scorer numbers = new Scorer(Task.REGRESSION, false);
    assertThat(numbers.score(Metric.MAPE, predicted(row(4, 5, 1), row(-2, -1, 1))))
        .isEqualTo((0.25 + 0.5) / 2, within(TINY));
  }

  /**
   * Ties, weights and a class that is never predicted. Numbers have weights of 1: of others MLlib
   * takes an unbiased variance for its r2.
   */
  @Test
  void metrics_on_the_driver_are_those_of_spark() {
    Row[] rows = new Row[60];
    var random = new Seed(2).random();
    for (int i = 0; i < rows.length; i++) {
      double p = Math.round(random.nextDouble() * 20) / 20.0;
      double label = random.nextDouble() < p ? 1 : 0;
      rows[i] = row(label, p > 0.6 ? 1 : 0, 1 + i % 3, 1 - p, p);
    }
    Dataset<Row> two = predicted(rows).coalesce(1).cache();
    Dataset<Row> numbers = predicted(row(3, 2.5, 1), row(-1, 0.5, 1), row(4, 4, 1)).coalesce(1);
    for (Metric metric : Metric.values()) {
      if (NEVER_ON_DRIVER.contains(metric.family())) {
        continue;
      }
      Scorer scorer = new Scorer(metric.fits(Task.BINARY) ? Task.BINARY : Task.REGRESSION, true);
      Dataset<Row> data = metric.fits(Task.BINARY) ? two : numbers;
      assertThat(scorer.onDriver(metric, data))
          .as("%s", metric)
          .isEqualTo(scorer.score(metric, data), within(1e-9));
    }
    two.unpersist();
  }

  /** About normal, with ties, and more often positive where they are high. */
  private static Dataset<Row> withScores(int rows, int partitions) {
    return spark()
        .range(0, rows, 1, partitions)
        .selectExpr(
            "id",
            "CASE WHEN id % 5 = 0 THEN (hash(id, 2) % 9) / 4D"
                + " ELSE (hash(id, 3) % 1000003) / 1000003D + (hash(id, 4) % 1009) / 1009D"
                + " END AS score")
        .selectExpr(
            "cast(score + (hash(id, 1) % 1000) / 500D > 0 as double) AS " + StudyData.LABEL,
            "score AS rawPrediction");
  }

  private static int jobs(String group, List<Metric> metrics, Dataset<Row> rows) {
    spark().sparkContext().setJobGroup(group, group, false);
    try {
      TWO.scores(metrics, rows);
    } finally {
      spark().sparkContext().clearJobGroup();
    }
    return spark().sparkContext().statusTracker().getJobIdsForGroup(group).length;
  }

  /** With bins for all scores, for most of them, and for next to none. */
  @Test
  void areas_over_bins_are_no_further_from_the_exact_ones_than_their_bound() {
    Dataset<Row> rows = withScores(20_000, 4).cache();
    BinaryAreas exact = Scorer.areas(rows, 100_000);
    assertThat(exact.rocError()).isZero();
    assertThat(exact.prError()).isZero();
    assertThat(exact.underRoc())
        .isEqualTo(TWO.evaluator(Metric.AREA_UNDER_ROC).evaluate(rows), within(TINY));
    assertThat(exact.underPr())
        .isEqualTo(TWO.evaluator(Metric.AREA_UNDER_PR).evaluate(rows), within(TINY));
    double last = 0;
    for (int most : List.of(5_000, 500, 20, 2)) {
      BinaryAreas binned = Scorer.areas(rows, most);
      assertThat(binned.rocError()).isGreaterThan(last);
      assertThat(binned.underRoc()).isEqualTo(exact.underRoc(), within(binned.rocError()));
      assertThat(binned.underPr()).isEqualTo(exact.underPr(), within(binned.prError()));
      last = binned.rocError();
    }
    rows.unpersist();
  }

  /** Merged on the way to the driver or there, and whichever part comes first. */
  @Test
  void areas_over_bins_do_not_depend_on_partitions() {
    BinaryAreas areas = Scorer.areas(withScores(20_000, 1), 300);
    for (int partitions : List.of(3, 16, 17, 40)) {
      assertThat(Scorer.areas(withScores(20_000, partitions), 300)).isEqualTo(areas);
      Dataset<Row> reordered = withScores(20_000, 8).repartition(partitions);
      assertThat(Scorer.areas(reordered, 300)).isEqualTo(areas);
    }
  }

  @Test
  void metrics_of_one_kind_are_one_pass_and_the_same_as_alone() {
    Dataset<Row> rows = four().cache();
    List<Metric> metrics =
        Metric.values().stream().filter(metric -> metric.fits(Task.BINARY)).toList();
    for (Scorer scorer : List.of(TWO, WEIGHTED)) {
      Map<Metric, Double> together = scorer.scores(metrics, rows);
      assertThat(together).containsOnlyKeys(metrics);
      metrics.forEach(
          metric ->
              assertThat(together.get(metric))
                  .as("%s", metric)
                  .isEqualTo(scorer.score(metric, rows), within(TINY)));
    }
    assertThat(jobs("areas", List.of(Metric.AREA_UNDER_ROC, Metric.AREA_UNDER_PR), rows))
        .isEqualTo(1);
    List<Metric> counts = metrics.stream().filter(m -> m.family() == Family.CONFUSION).toList();
    assertThat(jobs("all counts", counts, rows))
        .isEqualTo(jobs("one count", counts.subList(0, 1), rows));
    rows.unpersist();
  }

  private static Row rated(int user, int item, double rating, float prediction) {
    return RowFactory.create(user, item, rating, prediction);
  }

  /**
   * One user likes items 1 and 3 of three, one item 5 of two; two have nothing that they prefer.
   */
  @Test
  void lists_are_of_what_users_rate_above_their_own_mean() {
    Dataset<Row> rows =
        spark()
            .createDataFrame(
                List.of(
                    rated(1, 1, 5, 0.1f),
                    rated(1, 2, 1, 0.2f),
                    rated(1, 3, 4, 0.3f),
                    rated(2, 4, 1, 2f),
                    rated(2, 5, 2, 1f),
                    rated(2, 6, 9, Float.NaN), // an item that was not seen before
                    rated(3, 1, 3, 4f),
                    rated(3, 2, 3, 5f),
                    rated(4, 2, 5, 5f)),
                new StructType()
                    .add(RatingStages.USER, DataTypes.IntegerType)
                    .add(RatingStages.ITEM, DataTypes.IntegerType)
                    .add(StudyData.LABEL, DataTypes.DoubleType)
                    .add("prediction", DataTypes.FloatType));
    Scorer ratings = new Scorer(Task.RECOMMENDATION, false);
    // The model has 3, 2, 1 for the first and 4, 5 for the second.
    assertThat(ratings.score(named("mean-average-precision"), rows))
        .isEqualTo(((1 + 2.0 / 3) / 2 + 1.0 / 2) / 2, within(TINY));
    assertThat(ratings.score(named("precision-at-1"), rows)).isEqualTo(0.5, within(TINY));
    assertThat(ratings.score(named("recall-at-1"), rows)).isEqualTo(0.25, within(TINY));
    assertThat(ratings.score(named("recall-at-3"), rows)).isEqualTo(1, within(TINY));
    double second = Math.log(2) / Math.log(3); // what the second place counts
    assertThat(ratings.score(named("ndcg-at-2"), rows))
        .isEqualTo((1 / (1 + second) + second) / 2, within(TINY));
    assertThat(Metric.of("ndcg-at-0")).isEmpty();
    assertThat(Metric.of("rmse-at-3")).isEmpty();
  }

  /** What a user might bring. */
  public static final class Cost extends Evaluator {
    private static final long serialVersionUID = 1;

    @Override
    public double evaluate(Dataset<?> dataset) {
      return dataset.where("prediction <> " + StudyData.LABEL).count();
    }

    @Override
    public boolean isLargerBetter() {
      return false;
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "cost";
    }
  }

  /** Cannot be made. */
  public abstract static class Unfinished extends Evaluator {}

  @Test
  void an_evaluator_of_the_user_is_made_by_its_class() {
    Metric cost = Metric.ofClass(Cost.class.getName());
    assertThat(new LearnerCatalogue().evaluatorObjection(cost.name())).isEmpty();
    assertThat(Scorer.objective(cost)).isEqualTo(new Objective(cost.key(), Direction.MINIMIZE));
    assertThat(TWO.score(cost, four())).isEqualTo(2);
    assertThat(new LearnerCatalogue().evaluatorObjection(Unfinished.class.getName()))
        .hasValueSatisfying(text -> assertThat(text).endsWith("is abstract"));
    assertThat(new LearnerCatalogue().evaluatorObjection("java.lang.String"))
        .hasValue("class 'java.lang.String' is no Evaluator of Spark ML");
    assertThat(new LearnerCatalogue().evaluatorObjection("com.acme.None"))
        .hasValue("there is no class 'com.acme.None' on the class path");
  }
}
