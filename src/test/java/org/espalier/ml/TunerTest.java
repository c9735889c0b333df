package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.regularised;
import static org.espalier.ml.MapTables.rows;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.FitEnd;
import org.apache.spark.ml.FitStart;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.TransformEnd;
import org.apache.spark.ml.TransformStart;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Tuner in the place of a CrossValidator, on two partitions and four threads. */
final class TunerTest extends SparkTest {

  /** Spark's own sums differ in their last digits from run to run. */
  private static final double TOLERANCE = 1e-9;

  /** A tuner, and in the second tier the original as well. */
  private static List<CrossValidator> validators() {
    return Sample.rounds(2) > 1 ? List.of(new CrossValidator(), new Tuner()) : List.of(new Tuner());
  }

  private static <V extends CrossValidator> V configured(
      V validator, Estimator<?> estimator, Evaluator evaluator, ParamMap[] maps) {
    validator.setEstimator(estimator);
    validator.setEvaluator(evaluator);
    validator.setEstimatorParamMaps(maps);
    validator.setNumFolds(3);
    return validator;
  }

  private static void assertEqualToCrossValidator(
      int folds, Estimator<?> estimator, Evaluator evaluator, ParamMap... maps) {
    Dataset<Row> rows = rows(400).cache();
    CrossValidatorModel rival =
        configured(new CrossValidator(), estimator, evaluator, maps).setNumFolds(folds).fit(rows);
    CrossValidatorModel ours =
        configured(new Tuner(), estimator, evaluator, maps).setNumFolds(folds).fit(rows);
    for (int i = 0; i < maps.length; i++) {
      double expected = rival.avgMetrics()[i];
      assertThat(ours.avgMetrics()[i]).isCloseTo(expected, within(TOLERANCE * expected));
    }
    assertThat(ours.bestModel().getClass()).isEqualTo(rival.bestModel().getClass());
    rows.unpersist();
  }

  @Test
  @Tag("smoke")
  void logistic_regression_scores_as_in_a_cross_validator() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(3);
    ParamMap[] maps = Arrays.copyOf(regularised(learner), 2);
    assertEqualToCrossValidator(2, learner, exactArea(), maps);
  }

  @Test
  @Tag("slow")
  void a_random_forest_scores_as_in_a_cross_validator() {
    RandomForestClassifier learner = new RandomForestClassifier().setNumTrees(5);
    ParamMap[] maps = new ParamGridBuilder().addGrid(learner.maxDepth(), new int[] {2, 4}).build();
    assertEqualToCrossValidator(2, learner, exactArea(), maps);
  }

  @Test
  @Tag("slow")
  void boosted_trees_score_as_in_a_cross_validator() {
    GBTClassifier learner = new GBTClassifier().setMaxIter(2).setMaxDepth(2);
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(learner.stepSize(), new double[] {0.1, 0.5}).build();
    assertEqualToCrossValidator(2, learner, exactArea(), maps);
  }

  @Test
  @Tag("slow")
  void linear_regression_in_a_pipeline_scores_as_in_a_cross_validator() {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    LinearRegression learner =
        new LinearRegression().setFeaturesCol("scaled").setLabelCol("target");
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(learner.regParam(), new double[] {0, 0.1})
            .addGrid(scaler.withMean())
            .build();
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {scaler, learner});
    assertEqualToCrossValidator(2, pipeline, new RegressionEvaluator().setLabelCol("target"), maps);
  }

  @Test
  @Tag(Sample.TAG)
  void a_column_is_found_in_another_case_where_spark_finds_it() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(3).setFeaturesCol("FEATURES");
    assumeThatCode(() -> learner.transformSchema(rows(2).schema())).doesNotThrowAnyException();
    double[] expected =
        configured(
                new Tuner(),
                new LogisticRegression().setMaxIter(3),
                exactArea(),
                new ParamMap[] {new ParamMap()})
            .setNumFolds(2)
            .fit(rows(100))
            .avgMetrics();
    for (CrossValidator validator : validators()) {
      CrossValidatorModel model =
          configured(validator, learner, exactArea(), new ParamMap[] {new ParamMap()})
              .setNumFolds(2)
              .fit(rows(100));
      assertThat(model.avgMetrics()).containsExactly(expected, within(TOLERANCE));
    }
  }

  @Test
  @Tag("slow")
  void a_fold_column_is_respected() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(3);
    Dataset<Row> rows =
        rows(200)
            .withColumn(
                "part", functions.pmod(functions.hash(functions.col("a")), functions.lit(3)));
    ParamMap[] single = {new ParamMap()};
    CrossValidator rival =
        configured(new CrossValidator(), learner, exactArea(), single).setFoldCol("part");
    CrossValidator ours = configured(new Tuner(), learner, exactArea(), single).setFoldCol("part");
    assertThat(ours.fit(rows).avgMetrics())
        .containsExactly(rival.fit(rows).avgMetrics(), within(TOLERANCE));
  }

  @Test
  void a_map_that_throws_is_a_failed_trial_and_never_wins() {
    Set<Integer> before = persisted();
    LogisticRegression learner = new LogisticRegression().setMaxIter(3).setElasticNetParam(0);
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(learner.regParam(), new double[] {0.1, 0.2})
            .addGrid(learner.featuresCol(), scalaList("features", "no_such_column"))
            .build();
    TunerModel model = configured(new Tuner(), learner, exactArea(), maps).fit(rows(200));
    List<TrialRow> trials = model.study().trials();
    Set<TrialState> broken =
        trials.stream()
            .filter(t -> t.candidate().configuration().containsValue("no_such_column"))
            .map(TrialRow::state)
            .collect(Collectors.toSet());
    assertThat(broken).containsExactly(TrialState.FAILED);
    assertThat(trials).filteredOn(t -> t.state() == TrialState.COMPLETED).hasSize(2);
    assertThat(trials)
        .filteredOn(t -> t.state() == TrialState.FAILED)
        .allSatisfy(t -> assertThat(t.reason()).contains("no_such_column"));
    double worst =
        trials.stream().flatMapToDouble(t -> t.evaluation().score().stream()).min().orElseThrow();
    assertThat(model.avgMetrics()).contains(worst).doesNotContain(Double.NaN);
    assertThat(persistedSince(before)).isEmpty();
  }

  private static scala.collection.Iterable<String> scalaList(String... values) {
    return scala.collection.JavaConverters.iterableAsScalaIterableConverter(Arrays.asList(values))
        .asScala();
  }

  @Test
  void if_every_map_fails_the_first_reason_is_said_and_is_the_cause() {
    LogisticRegression learner =
        new LogisticRegression().setLabelCol("kind").setFamily("binomial"); // of three kinds
    assertThatThrownBy(
            () -> configured(new Tuner(), learner, exactArea(), regularised(learner)).fit(rows(50)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("No trial completed; all failed with: ")
        .hasMessageContaining("Binomial family")
        .hasMessageEndingWith(".")
        .cause()
        .hasMessageContaining("Binomial family");
  }

  private static int jobs() {
    return spark().sparkContext().statusTracker().getJobIdsForGroup(null).length;
  }

  @Test
  void typos_are_found_before_any_job_and_thrown_as_spark_throws_them() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Dataset<Row> rows = rows(50).withColumn("text", functions.lit("a"));
    List<Estimator<?>> wrong =
        List.of(
            new LogisticRegression().setLabelCol("no_such"),
            new LogisticRegression().setFeaturesCol("no_such"),
            new LogisticRegression().setLabelCol("text"),
            new LogisticRegression().setFeaturesCol("text"));
    ParamMap[] single = {new ParamMap()};
    int before = jobs();
    for (Estimator<?> estimator : wrong) {
      Throwable theirs =
          catchThrowable(
              () -> configured(new CrossValidator(), estimator, exactArea(), single).fit(rows));
      assertThatThrownBy(() -> configured(new Tuner(), estimator, exactArea(), single).fit(rows))
          .hasSameClassAs(theirs)
          .hasMessage(theirs.getMessage());
    }
    List<Evaluator> evaluators =
        List.of(
            new BinaryClassificationEvaluator().setLabelCol("no_such"),
            new BinaryClassificationEvaluator().setLabelCol("text"),
            new BinaryClassificationEvaluator().setRawPredictionCol("no_such"),
            new RegressionEvaluator().setPredictionCol("no_such"));
    for (Evaluator evaluator : evaluators) {
      assertThatThrownBy(() -> configured(new Tuner(), learner, evaluator, single).fit(rows))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(?s).*(no_such|text).*");
    }
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void with_a_space_the_estimator_as_it_is_must_go_with_the_table() {
    LogisticRegression learner = new LogisticRegression().setLabelCol("no_such");
    Tuner tuner =
        new Tuner()
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setSpace(new ParamSpaceBuilder().addRange(learner.regParam(), 0.1, 1).build());
    int before = jobs();
    assertThatThrownBy(() -> tuner.fit(rows(50)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no_such");
    assertThat(jobs()).isEqualTo(before);
  }

  @Test
  void sub_models_are_kept_on_request() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    CrossValidator tuner =
        configured(new Tuner(), learner, exactArea(), regularised(learner))
            .setCollectSubModels(true);
    CrossValidatorModel model = tuner.fit(rows(120));
    assertThat(model.subModels()).hasDimensions(3, 3);
    assertThat(model.subModels()[2][1]).isNotNull();
  }

  @Test
  void a_map_given_twice_is_fitted_once() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    ParamMap map = new ParamMap().put(learner.regParam().w(0.1));
    TunerModel model =
        configured(new Tuner(), learner, exactArea(), new ParamMap[] {map, map.copy()})
            .fit(rows(120));
    assertThat(model.avgMetrics()[1]).isEqualTo(model.avgMetrics()[0]);
    assertThat(model.study().cells()).filteredOn(c -> c.answeredFrom().isPresent()).hasSize(3);
  }

  @Test
  void a_multiclass_metric_that_is_better_when_smaller_is_minimised() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(5);
    Evaluator logLoss = new MulticlassClassificationEvaluator().setMetricName("logLoss");
    TunerModel model =
        configured(new Tuner(), learner, logLoss, regularised(learner)).fit(rows(200));
    double best = Arrays.stream(model.avgMetrics()).min().orElseThrow();
    assertThat(model.avgMetrics()[0]).isEqualTo(best);
  }

  @Test
  void its_default_seed_and_its_copy_are_a_cross_validators() {
    Tuner tuner = new Tuner("uid");
    assertThat(tuner.getSeed()).isEqualTo(new CrossValidator().getSeed());
    LogisticRegression learner = new LogisticRegression();
    configured(tuner, learner, exactArea(), regularised(learner));
    CrossValidator copy = tuner.copy(new ParamMap().put(tuner.numFolds().w(5)));
    assertThat(copy).isInstanceOf(Tuner.class);
    assertThat(copy.getNumFolds()).isEqualTo(5);
    assertThat(copy.uid()).isEqualTo("uid");
  }

  @Test
  void trials_are_the_same_at_any_parallelism() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(4);
    Dataset<Row> rows = rows(200).cache();
    List<List<String>> tables = new ArrayList<>();
    for (int parallelism : new int[] {1, 4}) {
      Tuner tuner = configured(new Tuner("same"), learner, exactArea(), regularised(learner));
      tuner.setParallelism(parallelism);
      tables.add(
          tuner.fit(rows).study().trials().stream()
              .map(
                  t ->
                      "%d %s %s %s"
                          .formatted(
                              t.trial(),
                              t.candidate().configuration(),
                              t.state(),
                              t.evaluation().loss()))
              .toList());
    }
    assertThat(tables.get(1)).isEqualTo(tables.get(0));
    rows.unpersist();
  }

  /** Reads everything that it is given, and says what that was. */
  private static final class Everything extends Estimator<LogisticRegressionModel> {
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
    private final String uid = "everything";

    @Override
    public LogisticRegressionModel fit(Dataset<?> dataset) {
      SEEN.addAll(List.of(dataset.columns()));
      return new LogisticRegression().setMaxIter(1).fit(dataset);
    }

    @Override
    public Everything copy(ParamMap extra) {
      return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return schema;
    }

    @Override
    public String uid() {
      return uid;
    }
  }

  @Test
  @Tag(Sample.TAG)
  void an_estimator_sees_the_columns_that_it_would_see_in_a_cross_validator() {
    Dataset<Row> rows =
        rows(90)
            .withColumn(
                "part", functions.pmod(functions.hash(functions.col("a")), functions.lit(2)));
    ParamMap[] single = {new ParamMap()};
    for (String foldCol : Sample.rows(List.of("part", "")).toList()) {
      for (CrossValidator validator : validators()) {
        Everything.SEEN.clear();
        // The last fit is on the rows as they were given, so that only cells tell them apart.
        configured(validator, new Everything(), exactArea(), single)
            .setNumFolds(2)
            .setFoldCol(foldCol)
            .fit(rows);
        assertThat(Everything.SEEN).containsExactlyInAnyOrder(rows.columns());
      }
    }
  }

  @Test
  void the_best_models_training_summary_is_there() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(3);
    TunerModel model =
        configured(new Tuner(), learner, exactArea(), regularised(learner)).fit(rows(120));
    LogisticRegressionModel best = (LogisticRegressionModel) model.bestModel();
    assertThat(best.hasSummary()).isTrue();
    assertThat(best.summary().totalIterations()).isPositive();
    assertThat(((LogisticRegression) best.parent()).uid()).isEqualTo(learner.uid());
  }

  @Test
  void a_fold_column_of_another_type_or_range_is_refused() {
    Set<Integer> before = persisted();
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Tuner tuner = configured(new Tuner(), learner, exactArea(), regularised(learner));
    Dataset<Row> rows = rows(60).withColumn("ten", functions.lit(10));
    assertThatThrownBy(() -> tuner.setFoldCol("label").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "The specified `foldCol` column label must be integer type, but got DoubleType.");
    assertThatThrownBy(() -> tuner.setFoldCol("ten").fit(rows))
        .hasMessageContaining("ten")
        .hasMessageContaining("0 to 2");
    assertThat(persistedSince(before)).isEmpty();
  }

  @Test
  void what_is_not_set_is_named() {
    Tuner tuner = new Tuner("t");
    assertThatThrownBy(() -> tuner.fit(rows(10)))
        .isInstanceOf(IllegalArgumentException.class) // as no maps are wrong too
        .hasMessageContaining("t: estimator: is not set")
        .hasMessageContaining("t: evaluator: is not set");
    tuner.setEstimatorParamMaps(new ParamMap[] {new ParamMap()});
    assertThatThrownBy(() -> tuner.fit(rows(10)))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("t: estimator: is not set");
    tuner.setEstimator(new LogisticRegression());
    assertThatThrownBy(() -> tuner.fit(rows(10)))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("t: evaluator");
    tuner.setEvaluator(exactArea()).setEstimatorParamMaps(new ParamMap[0]);
    assertThatThrownBy(() -> tuner.fit(rows(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("t: estimatorParamMaps: is empty");
  }

  /** Spark's events of fits and transformations, by type and stage. */
  private static final class StageListener extends SparkListener implements AutoCloseable {
    private final Map<String, Integer> counts = new TreeMap<>();

    StageListener() {
      spark().sparkContext().addSparkListener(this);
    }

    @Override
    public synchronized void onOtherEvent(SparkListenerEvent event) {
      if (event instanceof FitStart<?> start) {
        count(event, start.estimator(), start.dataset());
      } else if (event instanceof FitEnd<?> end) {
        count(event, end.estimator(), end.model());
      } else if (event instanceof TransformStart start) {
        count(event, start.transformer(), start.input());
      } else if (event instanceof TransformEnd end) {
        count(event, end.transformer(), end.output());
      }
    }

    private void count(SparkListenerEvent event, PipelineStage stage, Object rowsOrModel) {
      assertThat(rowsOrModel).isNotNull();
      counts.merge(event.getClass().getSimpleName() + " " + stage.uid(), 1, Integer::sum);
    }

    @Override
    public void close() throws TimeoutException {
      spark().sparkContext().listenerBus().waitUntilEmpty();
      spark().sparkContext().removeSparkListener(this);
    }
  }

  @Test
  @Tag(Sample.TAG)
  void listeners_hear_of_each_cells_stages_as_of_a_cross_validators() throws Exception {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    LogisticRegression learner = new LogisticRegression().setMaxIter(1).setFeaturesCol("scaled");
    SQLTransformer last = new SQLTransformer().setStatement("SELECT *, 1 AS one FROM __THIS__");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {scaler, learner, last});
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.1, 1}).build();
    Map<String, Integer> expected = new TreeMap<>();
    int fits = 2 * 2 + 1; // of two maps on two folds, and of the model
    for (String moment : List.of("Start ", "End ")) {
      for (PipelineStage stage : new PipelineStage[] {pipeline, scaler, learner}) {
        expected.put("Fit" + moment + stage.uid(), fits);
      }
      for (PipelineStage stage : new PipelineStage[] {pipeline, learner, last}) {
        expected.put("Transform" + moment + stage.uid(), 2 * 2);
      }
      expected.put("Transform" + moment + scaler.uid(), fits + 2 * 2);
    }
    for (CrossValidator validator : validators()) {
      StageListener listener = new StageListener();
      try (listener) {
        configured(validator, pipeline, exactArea(), maps).setNumFolds(2).fit(rows(60));
      }
      assertThat(listener.counts).isEqualTo(expected);
    }
  }

  @Test
  @Tag(Sample.TAG)
  void the_evaluator_is_the_users_own_and_its_direction_counts() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(2);
    Dataset<Row> rows = rows(120).cache();
    for (CrossValidator validator : validators()) {
      CrossValidatorModel model =
          configured(validator, learner, new PositiveShare(), regularised(learner))
              .setNumFolds(2)
              .fit(rows);
      assertThat(model.avgMetrics()).containsExactly(0.5730758544040011, 0.5730758544040011, 1);
      assertThat(model.getEvaluator()).isInstanceOf(PositiveShare.class);
      assertThat(((LogisticRegression) model.bestModel().parent()).getRegParam()).isEqualTo(0.001);
    }
    rows.unpersist();
  }

  /** No metric of Spark's: share of positive predictions, the fewer the better. */
  private static final class PositiveShare extends Evaluator {

    @Override
    public double evaluate(Dataset<?> dataset) {
      return (double) dataset.where("prediction > 0").count() / dataset.count();
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
      return "positiveShare";
    }
  }

  /** What the threads of its fits see. */
  private static final class Surroundings extends Estimator<LogisticRegressionModel> {
    private static final Set<List<@Nullable Object>> SEEN = ConcurrentHashMap.newKeySet();

    @Override
    public LogisticRegressionModel fit(Dataset<?> dataset) {
      SEEN.add(
          Arrays.asList(
              dataset.sparkSession().sparkContext().getLocalProperty("spark.scheduler.pool"),
              SparkSession.active().conf().get("espalier.mine", "not mine"),
              Thread.currentThread().getContextClassLoader()));
      return new LogisticRegression().setMaxIter(1).fit(dataset);
    }

    @Override
    public Surroundings copy(ParamMap extra) {
      return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return schema;
    }

    @Override
    public String uid() {
      return "surroundings";
    }
  }

  @Test
  void threads_take_over_local_properties_session_and_class_loader() throws Exception {
    Surroundings.SEEN.clear();
    SparkSession mine = spark().newSession();
    mine.conf().set("espalier.mine", "mine");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
      Thread.currentThread().setContextClassLoader(loader);
      SparkSession.setActiveSession(mine);
      spark().sparkContext().setLocalProperty("spark.scheduler.pool", "slow");
      configured(new Tuner(), new Surroundings(), exactArea(), new ParamMap[] {new ParamMap()})
          .setParallelism(4)
          .setNumFolds(2)
          .fit(rows(60));
      assertThat(Surroundings.SEEN).containsExactly(List.of("slow", "mine", loader));
    } finally {
      spark().sparkContext().setLocalProperty("spark.scheduler.pool", null);
      SparkSession.setActiveSession(spark());
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void nothing_is_left_behind_whatever_the_end() {
    Set<Integer> before = persisted();
    SparkContext context = spark().sparkContext();
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Tuner tuner = configured(new Tuner(), learner, exactArea(), regularised(learner));
    tuner.fit(rows(60));
    assertThatThrownBy(() -> tuner.setFoldCol("nowhere").fit(rows(60)));
    assertThat(persistedSince(before)).isEmpty();
    assertThat(context.getJobTags().size()).isZero();
    assertThat(context.getLocalProperty("spark.job.description")).isNull();
  }
}
