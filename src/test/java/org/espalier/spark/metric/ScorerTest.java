package org.espalier.spark.metric;

import static java.util.Comparator.reverseOrder;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.metric.BinaryAreas;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.GoldenScores;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.Metric.Family;
import org.espalier.metric.ProblemType;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contract of all metrics: with MLlib's evaluators, with scikit-learn, and with one another. */
final class ScorerTest extends SparkTest {

  private static final double TINY = 1e-12;

  /** Names of metrics that MLlib does not have. */
  private static final Set<String> NOT_MLLIBS =
      Set.of(
          "balancedAccuracy", "macroF1", "cohensKappa", "mcc", "mape", "brier", "concordanceIndex");

  private static final MetricColumns WEIGHTED = MetricColumns.USUAL.withLabel("label", "weight");

  private static Metric named(String key) {
    return Metric.of(key).orElseThrow();
  }

  private static double named(Map<String, Double> scores, String name) {
    return Optional.ofNullable(scores.get(name)).orElseThrow();
  }

  private static double score(Metric metric, Dataset<Row> rows) {
    return named(Scorer.of(List.of(metric), MetricColumns.USUAL).scores(rows), metric.key());
  }

  /** Predictions of scikit-learn's tables, in two partitions, the first one of a single row. */
  private static Dataset<Row> golden(String table) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (GoldenScores.GoldenRow row : GoldenScores.rows(table)) {
      double more = row.more()[0];
      rows.add(
          RowFactory.create(
              row.label(),
              row.prediction(),
              row.weight(),
              Vectors.dense(row.more()),
              Vectors.dense(row.more()),
              Vectors.dense(row.more()),
              more,
              more,
              (double) rows.size()));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("prediction", DataTypes.DoubleType)
            .add("weight", DataTypes.DoubleType)
            .add("probability", SQLDataTypes.VectorType())
            .add("rawPrediction", SQLDataTypes.VectorType())
            .add("features", SQLDataTypes.VectorType())
            .add("censor", DataTypes.DoubleType)
            .add("user", DataTypes.DoubleType)
            .add("item", DataTypes.DoubleType);
    return spark()
        .createDataFrame(rows.subList(0, 1), schema)
        .coalesce(1)
        .union(spark().createDataFrame(rows.subList(1, rows.size()), schema).coalesce(1))
        .cache();
  }

  @Test
  @Tag("smoke")
  void each_metric_is_what_scikit_learn_computes() throws IOException {
    for (String table : List.of("two", "three", "numbers", "times", "clusters", "ratings")) {
      Dataset<Row> rows = golden(table);
      for (boolean weighted : List.of(false, true)) {
        List<GoldenScores.GoldenScore> expected =
            GoldenScores.scores().stream()
                .filter(golden -> golden.table().equals(table) && golden.weighted() == weighted)
                .toList();
        if (expected.isEmpty()) {
          continue;
        }
        Map<String, Double> scores =
            Scorer.of(
                    expected.stream().map(GoldenScores.GoldenScore::metric).toList(),
                    weighted ? WEIGHTED : MetricColumns.USUAL)
                .scores(rows);
        for (GoldenScores.GoldenScore golden : expected) {
          assertThat(scores.get(golden.metric().key()))
              .as("%s", golden)
              .isCloseTo(golden.score(), within(1e-9));
        }
      }
      rows.unpersist();
    }
  }

  /** Ours against MLlib's own. */
  private static void assertSame(Evaluator evaluator, Dataset<Row> rows) {
    Scorer scorer = Scorer.of(evaluator);
    assertNear(
        evaluator.extractParamMap().toString(),
        named(scorer.scores(rows), scorer.metric()),
        evaluator.evaluate(rows));
  }

  private static void assertNear(String what, double ours, double theirs) {
    double tolerance = Double.isNaN(theirs) ? TINY : TINY * Math.max(1, Math.abs(theirs));
    assertThat(ours).as(what).isCloseTo(theirs, within(tolerance));
  }

  /** What a task computes from arrays against the pass. */
  private static void assertSameInArrays(Evaluator evaluator, Dataset<Row> rows) {
    Scorer scorer = Scorer.of(evaluator);
    CellMetrics arrays = scorer.ofArrays().orElseThrow();
    Map<String, Double> scores = arrays.scores(PairedGain.collect(arrays, scorer.columns(), rows));
    Map<String, Double> pass = scorer.scores(rows);
    assertThat(scores.keySet()).containsExactlyElementsOf(pass.keySet());
    pass.forEach((name, score) -> assertNear(name, named(scores, name), score));
    Dataset<Row> together = rows.coalesce(1); // has the same sums in the same order
    assertThat(arrays.scores(PairedGain.collect(arrays, scorer.columns(), together)))
        .isEqualTo(scorer.scores(together));
  }

  private static <E extends Evaluator> E weighted(E evaluator) {
    evaluator.set(evaluator.getParam("weightCol"), "weight");
    return evaluator;
  }

  @Test
  @Tag(Sample.TAG)
  void evaluators_of_two_classes_are_answered_with_any_columns() throws IOException {
    Dataset<Row> rows = golden("two");
    for (String name : Sample.rows(List.of("areaUnderPR", "areaUnderROC")).toList()) {
      assertSame(areaEvaluator(name), rows);
      assertSame(weighted(areaEvaluator(name)), rows);
      assertSame(new BinaryClassificationEvaluator().setMetricName(name), rows); // too few for bins
      assertSame(weighted(areaEvaluator(name).setRawPredictionCol("prediction")), rows);
      assertSame(areaEvaluator(name), rows.where("label = 1")); // of one class only
      assertSame(areaEvaluator(name), rows.where("label = 0"));
    }
    assertSameInArrays(weighted(areaEvaluator("areaUnderPR")), rows);
    Dataset<Row> odd =
        rows.withColumn(
            "prediction",
            expr(
                "CASE WHEN label = 1 AND weight > 2 THEN double('NaN')"
                    + " WHEN weight > 1 THEN -0.0D ELSE 0.0D END"));
    assertSame(areaEvaluator("areaUnderROC").setRawPredictionCol("prediction"), odd);
    rows.unpersist();
  }

  private static MulticlassClassificationEvaluator ofClasses(String name) {
    return new MulticlassClassificationEvaluator().setMetricName(name);
  }

  @Test
  @Tag(Sample.TAG)
  void evaluators_of_classes_are_answered_with_all_their_params() throws IOException {
    Dataset<Row> two = golden("two");
    List<String> names =
        Metric.values().stream()
            .filter(
                metric ->
                    (metric.family() == Family.COUNTS && !NOT_MLLIBS.contains(metric.name()))
                        || metric.equals(Metric.LOG_LOSS))
            .map(Metric::name)
            .toList();
    for (String name : Sample.rows(names).toList()) {
      assertSame(ofClasses(name), two);
      assertSame(weighted(ofClasses(name).setMetricLabel(1).setBeta(2).setEps(0.2)), two);
    }
    assertSameInArrays(weighted(ofClasses("f1")), two);
    assertSameInArrays(ofClasses("logLoss").setEps(0.2), two);
    Dataset<Row> three = golden("three"); // class 2 is never predicted
    for (String name :
        Sample.rows(List.of("weightedFalsePositiveRate", "f1", "weightedPrecision")).toList()) {
      assertSame(ofClasses(name), three);
      assertSame(ofClasses(name).setLabelCol("prediction").setPredictionCol("label"), three);
    }
    Dataset<Row> signs =
        two.selectExpr("2 * label - 1 AS label", "2 * prediction - 1 AS prediction");
    assertSame(ofClasses("f1"), signs);
    assertSame(ofClasses("weightedFalsePositiveRate"), two.where("label = 1"));
    two.unpersist();
    three.unpersist();
  }

  @Test
  @Tag(Sample.TAG)
  void evaluators_of_numbers_are_answered_with_all_their_params() throws IOException {
    Dataset<Row> rows = golden("numbers");
    for (String name : Sample.rows(List.of("rmse", "mse", "mae", "r2", "var")).toList()) {
      assertSame(new RegressionEvaluator().setMetricName(name), rows);
      assertSame(weighted(new RegressionEvaluator().setMetricName(name)), rows);
    }
    RegressionEvaluator origin =
        new RegressionEvaluator().setMetricName("r2").setThroughOrigin(true);
    assertSame(origin, rows);
    assertSame(weighted(origin), rows);
    assertSameInArrays(origin, rows);
    assertSame(
        new RegressionEvaluator(),
        rows.selectExpr("float(prediction) AS prediction", "int(label) AS label"));
    rows.unpersist();
  }

  /** Of bins of 20 scores, in one partition: MLlib begins bins anew where its sorted ones do. */
  @Test
  @Tag("slow")
  void an_area_with_bins_is_the_exact_one_and_as_near_to_mllibs_as_its_bins_are_fine() {
    Dataset<Row> rows = withScores(20_000, 1).cache();
    BinaryClassificationEvaluator usual = new BinaryClassificationEvaluator();
    Map<String, Double> ours = Scorer.of(usual).scores(rows);
    assertThat(ours.get("area-under-roc"))
        .isCloseTo(areaEvaluator("areaUnderROC").evaluate(rows), within(TINY))
        .isCloseTo(usual.evaluate(rows), within(1e-5));
    assertThat(ours.get("area-under-pr"))
        .isCloseTo(areaEvaluator("areaUnderPR").evaluate(rows), within(TINY))
        .isCloseTo(usual.setMetricName("areaUnderPR").evaluate(rows), within(2e-4));
    rows.unpersist();
  }

  @Test
  void other_columns_than_an_evaluator_takes_are_refused_as_it_refuses_them() throws IOException {
    Dataset<Row> rows = golden("two");
    for (Evaluator evaluator :
        List.<Evaluator>of(
            new BinaryClassificationEvaluator().setRawPredictionCol("none"),
            new RegressionEvaluator().setPredictionCol("probability"),
            new MulticlassClassificationEvaluator().setMetricName("logLoss").setProbabilityCol("x"),
            new RegressionEvaluator().setLabelCol("probability"))) {
      Throwable theirs = catchThrowable(() -> evaluator.evaluate(rows));
      assertThatThrownBy(() -> Scorer.of(evaluator).scores(rows))
          .isInstanceOf(theirs.getClass())
          .hasMessage(theirs.getMessage());
    }
    rows.unpersist();
  }

  private static BinaryClassificationEvaluator areaEvaluator(String name) {
    return new BinaryClassificationEvaluator().setNumBins(0).setMetricName(name);
  }

  private static BinaryAreas areas(Dataset<Row> rows, int most) {
    CellMetrics metrics = new CellMetrics(List.of(Measure.of(Metric.AREA_UNDER_ROC)));
    return TallyPass.tally(rows, MetricColumns.USUAL, metrics, most).areas();
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
            "cast(score + (hash(id, 1) % 1000) / 500D > 0 as double) AS label",
            "score AS rawPrediction");
  }

  /** With bins for all scores, for most of them, and for next to none. */
  @Test
  @Tag(Sample.TAG)
  void areas_over_bins_are_no_further_from_the_exact_ones_than_their_bound() {
    Dataset<Row> rows = withScores(10_000, 4).cache();
    BinaryAreas exact = areas(rows, 100_000);
    assertThat(exact.rocError()).isZero();
    assertThat(exact.prError()).isZero();
    assertThat(exact.underRoc())
        .isEqualTo(areaEvaluator("areaUnderROC").evaluate(rows), within(TINY));
    assertThat(exact.underPr())
        .isEqualTo(areaEvaluator("areaUnderPR").evaluate(rows), within(TINY));
    double last = 0;
    for (int most : Sample.rows(List.of(500, 2_500, 20, 2)).sorted(reverseOrder()).toList()) {
      BinaryAreas binned = areas(rows, most);
      assertThat(binned.rocError()).isGreaterThan(last);
      assertThat(binned.underRoc()).isEqualTo(exact.underRoc(), within(binned.rocError()));
      assertThat(binned.underPr()).isEqualTo(exact.underPr(), within(binned.prError()));
      last = binned.rocError();
    }
    rows.unpersist();
  }

  /** Merged on the way to the driver or there, and whichever part comes first. */
  @Test
  @Tag(Sample.TAG)
  void areas_over_bins_do_not_depend_on_partitions() {
    BinaryAreas areas = areas(withScores(20_000, 4), 300);
    for (int partitions : Sample.rows(List.of(17, 3, 16, 40)).toList()) {
      assertThat(areas(withScores(20_000, partitions), 300)).isEqualTo(areas);
      Dataset<Row> reordered = withScores(20_000, 8).repartition(partitions);
      assertThat(areas(reordered, 300)).isEqualTo(areas);
    }
  }

  @Test
  void all_metrics_are_one_job_and_sister_metrics_of_an_evaluator_too()
      throws IOException, TimeoutException {
    Dataset<Row> rows = golden("two");
    rows.count();
    List<Metric> metrics =
        Metric.values().stream().filter(metric -> metric.fits(ProblemType.BINARY)).toList();
    Scorer all = Scorer.of(metrics, WEIGHTED);
    assertThat(jobs("all metrics", all, rows)).isEqualTo(1);
    assertThat(all.scores(rows).keySet())
        .containsExactlyElementsOf(metrics.stream().map(Metric::key).toList());
    Scorer area = Scorer.of(areaEvaluator("areaUnderPR"));
    assertThat(jobs("areas", area, rows)).isEqualTo(1);
    assertThat(area.scores(rows).keySet()).containsExactly("area-under-pr", "area-under-roc");
    assertThat(Scorer.of(new RegressionEvaluator()).scores(rows).keySet())
        .containsExactly("rmse", "mse", "mae", "r2", "var");
    assertThat(Scorer.of(new MulticlassClassificationEvaluator()).scores(rows).keySet())
        .containsExactly("f1", "accuracy", "weighted-precision", "weighted-recall");
    rows.unpersist();
  }

  private static int jobs(String group, Scorer scorer, Dataset<Row> rows) throws TimeoutException {
    SparkContext context = spark().sparkContext();
    context.setJobGroup(group, group, false);
    try {
      scorer.scores(rows);
    } finally {
      context.clearJobGroup();
    }
    context.listenerBus().waitUntilEmpty();
    return context.statusTracker().getJobIdsForGroup(group).length;
  }

  @Test
  void directions_are_those_of_mllibs_evaluators() {
    for (Metric metric : Metric.values()) {
      if (!NOT_MLLIBS.contains(metric.name())) {
        Evaluator evaluator =
            switch (metric.family()) {
              case SCORES -> areaEvaluator(metric.name());
              case ERRORS -> new RegressionEvaluator().setMetricName(metric.name());
              case COUNTS, MEAN -> ofClasses(metric.name());
              case LISTS -> new RankingEvaluator().setMetricName(metric.name());
              default -> new ClusteringEvaluator();
            };
        assertThat(evaluator.isLargerBetter())
            .as("%s", metric)
            .isEqualTo(metric.direction().orElseThrow() == Direction.MAXIMIZE);
      }
    }
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
                    .add("user", DataTypes.IntegerType)
                    .add("item", DataTypes.IntegerType)
                    .add("label", DataTypes.DoubleType)
                    .add("prediction", DataTypes.FloatType));
    // The model has 3, 2, 1 for the first and 4, 5 for the second.
    assertThat(score(named("mean-average-precision"), rows))
        .isEqualTo(((1 + 2.0 / 3) / 2 + 1.0 / 2) / 2, within(TINY));
    assertThat(score(named("precision-at-1"), rows)).isEqualTo(0.5, within(TINY));
    assertThat(score(named("recall-at-1"), rows)).isEqualTo(0.25, within(TINY));
    assertThat(score(named("recall-at-3"), rows)).isEqualTo(1, within(TINY));
    double second = Math.log(2) / Math.log(3); // what the second place counts
    assertThat(score(named("ndcg-at-2"), rows))
        .isEqualTo((1 / (1 + second) + second) / 2, within(TINY));
    assertThat(Metric.of("ndcg-at-0")).isEmpty();
    assertThat(Metric.of("rmse-at-3")).isEmpty();
  }

  /** What a user might bring. */
  public static final class Cost extends Evaluator {
    private static final long serialVersionUID = 1;

    @Override
    public double evaluate(Dataset<?> dataset) {
      return dataset.where("prediction <> label").count();
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

  @Test
  void an_evaluator_of_the_user_is_called_itself() throws IOException {
    Dataset<Row> rows = golden("two");
    double wrong = rows.where("prediction <> label").count();
    Metric cost = Metric.ofClass(Cost.class.getName());
    assertThat(Scorer.objective(cost)).isEqualTo(new Objective(cost.key(), Direction.MINIMIZE));
    assertThat(score(cost, rows)).isEqualTo(wrong);
    Scorer own = Scorer.of(new Cost());
    assertThat(own.scores(rows)).isEqualTo(Map.of("Cost", wrong));
    assertThat(own.ofArrays()).isEmpty();
    assertThat(Scorer.of(List.of(Metric.F1, cost), MetricColumns.USUAL).ofArrays()).isEmpty();
    Scorer derived =
        Scorer.of(
            new MulticlassClassificationEvaluator("derived") {
              @Override
              public double evaluate(Dataset<?> dataset) {
                return 7;
              }
            });
    assertThat(derived.scores(rows)).isEqualTo(Map.of("f1", 7.0));
    rows.unpersist();
  }

  @Test
  void the_direction_of_an_evaluator_is_what_it_says() {
    Metric silhouette = Metric.ofClass(ClusteringEvaluator.class.getName());
    assertThat(Scorer.objective(silhouette).direction()).isEqualTo(Direction.MAXIMIZE);
    Metric error = Metric.ofClass(RegressionEvaluator.class.getName());
    assertThat(Scorer.objective(error).direction()).isEqualTo(Direction.MINIMIZE);
  }
}
