package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.rows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.TrialRow;
import org.espalier.search.Refinement;
import org.espalier.space.Configuration;
import org.espalier.space.Scale;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tuners that choose an estimator. */
final class EstimatorChoiceTest extends SparkTest {

  private static final double TOLERANCE = 1e-9;

  private static Dataset<Row> table;

  private final LogisticRegression logistic = new LogisticRegression().setMaxIter(2);
  private final DecisionTreeClassifier tree = new DecisionTreeClassifier().setMaxDepth(2);

  @BeforeAll
  static void cache_the_rows() {
    table = rows(200).cache();
  }

  @AfterAll
  static void free_the_rows() {
    table.unpersist();
  }

  private Tuner tuner() {
    return new Tuner("t").setEvaluator(exactArea()).setNumFolds(2).setTrials(6);
  }

  private ParamSpaceBuilder space() {
    return new ParamSpaceBuilder()
        .addEstimators(logistic, tree)
        .addRange(logistic.regParam(), 1e-3, 10, Scale.LOG)
        .addRange(tree.maxDepth(), 1, 4);
  }

  private static List<Configuration> configurations(TunedModel model) {
    return model.study().trials().stream()
        .map(TrialRow::candidate)
        .map(one -> Configuration.of(one.learner(), one.configuration()))
        .toList();
  }

  private static void assertMetricsOf(CrossValidatorModel model) {
    double[] expected =
        new CrossValidator()
            .setEstimator(model.getEstimator())
            .setEvaluator(exactArea())
            .setNumFolds(2)
            .setEstimatorParamMaps(model.getEstimatorParamMaps())
            .fit(table)
            .avgMetrics();
    assertThat(model.avgMetrics()).containsExactly(expected, within(TOLERANCE));
  }

  @Test
  void each_estimator_as_it_is_comes_first_in_the_order_given_and_the_rest_by_its_own_params() {
    TunerModel model = tuner().setSpace(space().build()).fit(table);
    List<Configuration> tried = configurations(model);
    assertThat(tried).hasSize(6);
    assertThat(tried.get(0))
        .isEqualTo(Configuration.of("logistic-regression", Map.of("regParam", 0.0)));
    assertThat(tried.get(1)).isEqualTo(Configuration.of("decision-tree", Map.of("maxDepth", 2)));
    assertThat(tried)
        .allMatch(
            one ->
                one.params()
                    .keySet()
                    .equals(
                        one.learner().equals("decision-tree")
                            ? Set.of("maxDepth")
                            : Set.of("regParam")));
  }

  /** Only one of both learns anything. */
  private TunerModel chosen(boolean treeWins) {
    logistic.setMaxIter(treeWins ? 0 : 20);
    tree.setMaxDepth(treeWins ? 2 : 0);
    return tuner().setEstimators(logistic, tree).fit(table);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_model_is_that_of_the_best_estimator_with_its_own_maps(boolean treeWins) {
    TunerModel model = chosen(treeWins);
    assertThat(model.bestModel())
        .isInstanceOf(
            treeWins ? DecisionTreeClassificationModel.class : LogisticRegressionModel.class);
    assertThat(model.getEstimator()).isSameAs(treeWins ? tree : logistic);
    assertThat(model.getEstimatorParamMaps()).hasSize(1);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_saved_model_is_that_of_the_best_estimator(boolean treeWins, @TempDir Path folder)
      throws Exception {
    TunerModel model = chosen(treeWins);
    model.write().save(folder.resolve("model").toString());
    CrossValidatorModel loaded = CrossValidatorModel.load(folder.resolve("model").toString());
    assertThat(loaded.avgMetrics()).containsExactly(model.avgMetrics());
    assertThat(loaded.transform(table).columns()).contains("prediction");
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void metrics_of_the_best_estimator_are_those_of_a_CrossValidator(boolean treeWins) {
    assertMetricsOf(chosen(treeWins));
  }

  @Tag("slow")
  @Test
  void trials_are_the_same_at_any_parallelism() {
    TunerModel one = tuner().setSpace(space().build()).setParallelism(1).fit(table);
    TunerModel eight = tuner().setSpace(space().build()).setParallelism(8).fit(table);
    assertThat(eight.avgMetrics()).containsExactly(one.avgMetrics());
    assertThat(configurations(eight)).isEqualTo(configurations(one));
  }

  @Test
  void metrics_of_searched_maps_are_those_of_their_estimator_alone() {
    TunerModel one = tuner().setSpace(space().build()).setParallelism(8).fit(table);
    assertThat(one.avgMetrics()).hasSizeGreaterThan(1);
    Tuner alone =
        new Tuner()
            .setEstimator(one.getEstimator())
            .setEvaluator(exactArea())
            .setNumFolds(2)
            .setEstimatorParamMaps(one.getEstimatorParamMaps());
    assertThat(alone.fit(table).avgMetrics()).containsExactly(one.avgMetrics(), within(TOLERANCE));
  }

  @Tag("slow")
  @Test
  void metrics_of_searched_maps_are_those_of_a_CrossValidator() {
    assertMetricsOf(tuner().setSpace(space().build()).setParallelism(1).fit(table));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"halving", "asha", "racing"})
  void schedulers_prune_estimators(String scheduler) {
    TunerModel model =
        tuner().setSpace(space().build()).setScheduler(scheduler).setMinResource(30).fit(table);
    assertThat(model.study().trials()).hasSize(6);
    assertMetricsOf(model);
  }

  @Test
  void iterations_are_cut_of_estimators_that_have_them() {
    TunerModel model =
        tuner()
            .setSpace(
                new ParamSpaceBuilder()
                    .addEstimators(logistic, tree)
                    .addRange(logistic.maxIter(), 3, 9)
                    .addRange(tree.maxDepth(), 1, 4)
                    .build())
            .setScheduler("halving")
            .setResource("iterations")
            .fit(table);
    assertThat(model.study().trials())
        .extracting(TrialRow::state)
        .doesNotContain(TrialState.FAILED);
    TrialRow best =
        model.study().trials().stream()
            .filter(trial -> trial.state() == TrialState.COMPLETED)
            .max(Comparator.comparing(trial -> trial.evaluation().score().orElseThrow()))
            .orElseThrow();
    assertThat(Arrays.stream(model.avgMetrics()).max().orElseThrow())
        .isEqualTo(best.evaluation().score().orElseThrow());
    assertThat(model.getEstimator())
        .isSameAs(best.candidate().learner().equals("decision-tree") ? tree : logistic);
  }

  @Test
  void a_split_tuner_chooses_too() {
    SplitTunerModel model =
        new SplitTuner("s")
            .setEvaluator(exactArea())
            .setSpace(space().build())
            .setTrials(4)
            .fit(table);
    assertThat(configurations(model)).hasSize(4);
    assertThat(model.getEstimatorParamMaps()).hasSameSizeAs(model.validationMetrics());
  }

  /** Counts its fits. */
  public static final class CountedScaler extends StandardScaler {
    private static final AtomicInteger FITS = new AtomicInteger();

    public CountedScaler(String uid) {
      super(uid);
    }

    @Override
    public StandardScalerModel fit(Dataset<?> dataset) {
      FITS.incrementAndGet();
      return super.fit(dataset);
    }

    @Override
    public CountedScaler copy(ParamMap extra) {
      return copyValues(new CountedScaler(uid()), extra);
    }
  }

  /** A learner behind a scaler of its features. */
  private static Pipeline behind(StandardScaler scaler, Estimator<?> learner) {
    scaler.setInputCol("features").setOutputCol("scaled");
    learner.set(learner.getParam("featuresCol"), "scaled");
    return new Pipeline().setStages(new PipelineStage[] {scaler, learner});
  }

  static Stream<Integer> parallelisms() {
    return Sample.rows(List.of(8, 1));
  }

  @ParameterizedTest
  @MethodSource("parallelisms")
  @Tag(Sample.TAG)
  void stages_that_estimators_share_are_fitted_once_for_each_fold(int parallelism) {
    CountedScaler.FITS.set(0);
    CountedScaler scaler = new CountedScaler("counted");
    TunerModel model =
        tuner()
            .setEstimators(behind(scaler, logistic), behind(scaler, tree))
            .setSpace(
                new ParamSpaceBuilder().addRange(logistic.regParam(), 0.01, 1, Scale.LOG).build())
            .setParallelism(parallelism)
            .fit(table);
    assertThat(model.bestModel()).isInstanceOf(PipelineModel.class);
    assertThat(CountedScaler.FITS).hasValue(2 + 1); // and for the model
    assertThat(model.study().trials()).hasSize(6);
  }

  @Test
  void stages_are_kept_for_trials_that_a_sampler_has_not_proposed_yet() {
    CountedScaler.FITS.set(0);
    CountedScaler scaler = new CountedScaler("counted");
    tuner()
        .setEstimator(behind(scaler, logistic))
        .setSpace(new ParamSpaceBuilder().addRange(logistic.regParam(), 0.01, 1, Scale.LOG).build())
        .setSampler("tpe")
        .setTrials(2)
        .setWindow(1)
        .setParallelism(1)
        .fit(table);
    assertThat(CountedScaler.FITS).hasValue(2 + 1); // and for the model
  }

  @Test
  void a_param_of_a_shared_stage_is_one_of_each_estimator() {
    StandardScaler scaler = new StandardScaler();
    TunerModel model =
        tuner()
            .setSpace(
                new ParamSpaceBuilder()
                    .addEstimators(behind(scaler, logistic), behind(scaler, tree))
                    .addChoice(scaler.withMean())
                    .addRange(logistic.regParam(), 0.01, 1.0)
                    .when(scaler.withMean(), true)
                    .build())
            .fit(table);
    for (Configuration one : configurations(model)) {
      assertThat(one.params()).containsKey("standard-scaler.withMean");
      boolean isCentred = Boolean.TRUE.equals(one.params().get("standard-scaler.withMean"));
      assertThat(one.params().containsKey("regParam"))
          .isEqualTo(isCentred && one.learner().equals("logistic-regression"));
    }
  }

  @Test
  void a_space_also_names_params_as_the_tables_do() {
    StandardScaler scaler = new StandardScaler();
    TunerModel model =
        tuner()
            .setEstimators(behind(scaler, logistic), behind(scaler, tree))
            .setSpace(
                """
                space {
                  "logistic-regression.standard-scaler.withMean" = { values = [true, false] }
                  decision-tree.maxDepth = { from = 1, to = 3 }
                }
                """)
            .fit(table);
    assertThat(configurations(model))
        .allMatch(
            one ->
                one.params()
                    .keySet()
                    .equals(
                        one.learner().equals("decision-tree")
                            ? Set.of("maxDepth")
                            : Set.of("standard-scaler.withMean")));
  }

  @Test
  void two_estimators_of_a_class_are_told_apart() {
    LogisticRegression other = new LogisticRegression().setMaxIter(5);
    TunerModel model = tuner().setEstimators(logistic, other, tree).fit(table);
    assertThat(configurations(model))
        .extracting(Configuration::learner)
        .containsExactly("logistic-regression", "logistic-regression-2", "decision-tree");
  }

  @Test
  void an_estimator_without_params_in_the_space_is_tried_once_as_it_is() {
    TunerModel model =
        tuner()
            .setEstimators(tree, logistic)
            .setSpace(
                new ParamSpaceBuilder().addRange(logistic.regParam(), 0.01, 1, Scale.LOG).build())
            .fit(table);
    assertThat(configurations(model))
        .filteredOn(one -> one.learner().equals("decision-tree"))
        .hasSize(1);
    assertThat(configurations(model)).hasSize(6);
  }

  @Test
  void start_points_and_refinements_name_the_params_of_one() {
    TunerModel model =
        tuner()
            .setSpace(space().build())
            .setTrials(4)
            .setStartPoints(new ParamMap().put(tree.maxDepth().w(4)))
            .setThen(Refinement.random(2, Map.of(ParamSpaceBuilder.name(tree.maxDepth()), 1.0)))
            .fit(table);
    assertThat(configurations(model).get(2))
        .isEqualTo(Configuration.of("decision-tree", Map.of("maxDepth", 4)));
    Tuner unknown = tuner().setSpace(space().build());
    unknown.setStartPoints(
        List.of(Map.of("logistic-regression.regParam", 1.0, "decision-tree.maxDepth", 1)));
    assertThatThrownBy(() -> unknown.fit(table))
        .hasMessageContaining("startPoints[0].learner: is missing");
  }

  @Test
  void a_fit_goes_on_from_its_journal(@TempDir Path folder) {
    Tuner tuner = tuner().setSpace(space().build()).setJournal(folder.resolve("j").toString());
    TunerModel first = tuner.fit(table);
    TunerModel again = tuner.fit(table);
    assertThat(again.avgMetrics()).containsExactly(first.avgMetrics());
    assertThat(configurations(again)).isEqualTo(configurations(first));
    assertThatThrownBy(() -> tuner.copy(ParamMap.empty()).setEstimators(tree, logistic).fit(table))
        .hasMessageContaining("estimators");
  }

  @Tag("slow")
  @Test
  void a_fit_is_a_prior_of_another(@TempDir Path folder) {
    tuner().setSpace(space().build()).setJournal(folder.resolve("j").toString()).fit(table);
    TunerModel next =
        tuner().setSpace(space().build()).setPrior(folder.resolve("j").toString()).fit(table);
    assertThat(configurations(next)).hasSize(6);
  }

  private Tuner behindOneScaler() {
    StandardScaler scaler = new StandardScaler();
    return tuner()
        .setSpace(
            new ParamSpaceBuilder()
                .addEstimators(behind(scaler, logistic), behind(scaler, tree))
                .addRange(tree.maxDepth(), 1, 4)
                .build());
  }

  @Test
  void a_saved_tuner_has_all_estimators(@TempDir Path folder) throws Exception {
    Tuner tuner = behindOneScaler();
    String path = folder.resolve("tuner").toString();
    tuner.write().save(path);
    Tuner loaded = Tuner.load(path);
    assertThat(loaded.getEstimators())
        .hasSize(2)
        .extracting(Estimator::uid)
        .isEqualTo(Arrays.stream(tuner.getEstimators()).map(Estimator::uid).toList());
    assertThat(((Pipeline) loaded.getEstimators()[0]).getStages()[0])
        .isSameAs(((Pipeline) loaded.getEstimators()[1]).getStages()[0]);
    assertThat(loaded.getSpace()).isEqualTo(tuner.getSpace());
    assertThat(loaded.plan()).isEqualTo(tuner.plan());
  }

  @Tag("slow")
  @Test
  void a_saved_tuner_tries_what_it_did_before(@TempDir Path folder) throws Exception {
    Tuner tuner = behindOneScaler();
    String path = folder.resolve("tuner").toString();
    tuner.write().save(path);
    tuner.write().overwrite().save(path);
    Tuner loaded = Tuner.load(path);
    assertThat(loaded.plan()).isEqualTo(tuner.plan());
    assertThat(configurations(loaded.fit(table))).isEqualTo(configurations(tuner.fit(table)));
  }

  @Test
  void held_out_rows_and_predictions_are_of_the_best_estimator() {
    logistic.setMaxIter(0); // so that it learns nothing
    TunerModel model =
        tuner()
            .setEstimators(logistic, tree)
            .setHeldOut(0.2)
            .setCollectPredictions(true)
            .fit(table);
    assertThat(model.heldOutMetric()).isGreaterThan(0.5).isLessThanOrEqualTo(1);
    assertThat(model.predictions().columns()).contains("prediction", "scores");
  }

  @Tag("slow")
  @Test
  void further_folds_are_of_the_best_estimators() {
    TunerModel model =
        tuner()
            .setSpace(space().build())
            .setHeldOut(0.2)
            .setCollectPredictions(true)
            .setWinnerRepeats(1)
            .fit(table);
    assertThat(model.heldOutMetric()).isBetween(0.5, 1.0);
    assertThat(model.predictions().columns()).contains("prediction", "scores");
  }

  private void assertRefused(Tuner tuner, Dataset<Row> rows, String... lines) {
    assertThatThrownBy(() -> tuner.fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .satisfies(
            message -> {
              assertThat(message.lines()).hasSameSizeAs(lines);
              assertThat(message.lines().toList())
                  .zipSatisfy(List.of(lines), (a, b) -> assertThat(a).startsWith(b));
            });
  }

  @Test
  void what_cannot_be_chosen_from_is_refused_in_a_line() {
    assertThatThrownBy(() -> tuner().setEstimators(logistic, logistic))
        .hasMessage(
            "t: estimators: has LogisticRegression twice; give each once, or a copy with a uid of its own");
    assertThatThrownBy(() -> tuner().setEstimators()).hasMessageContaining("estimators: is empty");
    assertThatThrownBy(() -> tuner().setEstimators(Arrays.copyOf(new Estimator<?>[] {logistic}, 2)))
        .hasMessageContaining("estimators: holds null");
    assertRefused(
        tuner()
            .setEstimators(logistic, tree)
            .setEstimatorParamMaps(new ParamMap[] {new ParamMap()}),
        table,
        "t: estimators: is set together with estimatorParamMaps; set a space, or no maps");
    assertRefused(
        tuner().setEstimators(logistic, tree).setEstimator(tree),
        table,
        "t: estimators: does not begin with estimator, which is set; set one of the two");
    GBTClassifier boosted = new GBTClassifier();
    assertRefused(
        tuner()
            .setSpace(
                new ParamSpaceBuilder()
                    .addEstimators(logistic, tree)
                    .addRange(boosted.maxDepth(), 1, 3)
                    .build()),
        table,
        "t: space: gbtc.maxDepth: the estimator has no such stage; it has logistic-regression,"
            + " decision-tree");
  }

  @Test
  void estimators_that_do_not_fit_the_table_or_the_evaluator_are_refused_in_a_line_each() {
    tree.setPredictionCol("class").setRawPredictionCol("votes");
    logistic.setFeaturesCol("none");
    assertRefused(
        tuner().setEstimators(logistic, tree),
        table,
        "t: estimators: logistic-regression: ",
        "t: estimators: decision-tree: ");
    GBTClassifier boosted = new GBTClassifier().setLabelCol("kind").setMaxIter(2);
    LogisticRegression three = new LogisticRegression().setLabelCol("kind");
    assertRefused(
        tuner()
            .setEvaluator(new MulticlassClassificationEvaluator().setLabelCol("kind"))
            .setEstimators(three, boosted),
        table,
        "t: dataset: column 'kind' is a class above 1, which GBTClassifier does not learn, in ");
  }
}
