package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.regularised;
import static org.espalier.ml.MapTables.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.analysis.ParameterGain;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.PermutationImportance;
import org.espalier.search.Refinement;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.HashFolds;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.study.Seed;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.espalier.tune.StudyListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A Tuner that is given a space, or a scheduler. */
final class TunerSearchTest extends SparkTest {

  private static final double TOLERANCE = 1e-9;

  /** True in the second tier, which compares with Spark's own cross-validation. */
  private static final boolean EVERYTHING = Sample.rounds(2) > 1;

  private final LogisticRegression learner = new LogisticRegression().setMaxIter(2);

  private Tuner tuner() {
    return new Tuner("t").setEstimator(learner).setEvaluator(exactArea()).setNumFolds(2);
  }

  private SearchSpace space() {
    return new ParamSpaceBuilder()
        .addRange(learner.regParam(), 1e-3, 10, Scale.LOG)
        .addRange(learner.maxIter(), 1, 3)
        .addChoice(learner.fitIntercept())
        .build();
  }

  private ParamMap[] nineMaps() {
    return IntStream.range(0, 9)
        .mapToObj(i -> new ParamMap().put(learner.regParam().w(Math.pow(10, i - 5))))
        .toArray(ParamMap[]::new);
  }

  /**
   * Scores of the learner by maps in a plain cross-validation, which a fit of maps stands for in
   * the first tier: that they score the same is {@link TunerTest}'s.
   */
  private double[] plain(Dataset<Row> rows, long seed, ParamMap... maps) {
    CrossValidator validator = EVERYTHING ? new CrossValidator() : new Tuner();
    validator.setEstimator(learner);
    validator.setEvaluator(exactArea());
    validator.setNumFolds(2);
    validator.setSeed(seed);
    validator.setEstimatorParamMaps(maps);
    return validator.fit(rows).avgMetrics();
  }

  /** What a model's maps would score in a plain cross-validation. */
  private void assertScoresInFull(TunerModel model, Dataset<Row> rows) {
    double[] expected = plain(rows, tuner().getSeed(), model.getEstimatorParamMaps());
    assertThat(model.avgMetrics()).containsExactly(expected, within(TOLERANCE));
    double best = Arrays.stream(expected).max().orElseThrow();
    ParamMap winner =
        model
            .getEstimatorParamMaps()[
            IntStream.range(0, expected.length)
                .filter(i -> best - expected[i] < TOLERANCE)
                .findFirst()
                .orElseThrow()];
    LogisticRegression parent = (LogisticRegression) model.bestModel().parent();
    assertThat(parent.getRegParam()).isEqualTo(winner.get(learner.regParam()).get());
  }

  private static Stream<String> samplers() {
    return Sample.rows(List.of("random", "sobol"));
  }

  @ParameterizedTest
  @Tag(Sample.TAG)
  @MethodSource("samplers")
  void a_space_is_searched_from_the_estimator_as_it_is(String sampler) {
    Dataset<Row> rows = rows(120).cache();
    TunerModel model = tuner().setSpace(space()).setSampler(sampler).setTrials(4).fit(rows);
    ParamMap[] maps = model.getEstimatorParamMaps();
    assertThat(maps).hasSize(4);
    assertThat(maps[0].get(learner.regParam()).get()).isEqualTo(0.0);
    assertThat(maps[0].get(learner.maxIter()).get()).isEqualTo(2);
    for (ParamMap map : List.of(maps).subList(1, 4)) {
      assertThat((Double) map.get(learner.regParam()).get()).isBetween(1e-3, 10.0);
      assertThat((Integer) map.get(learner.maxIter()).get()).isBetween(1, 3);
    }
    assertThat(model.study().opened().setup().sampler()).isEqualTo(sampler);
    assertScoresInFull(model, rows);
    rows.unpersist();
  }

  @Test
  void a_grid_is_tried_to_its_end() {
    SearchSpace space =
        new ParamSpaceBuilder()
            .addRange(learner.regParam(), 0.01, 1, Scale.LOG, 3)
            .addChoice(learner.fitIntercept())
            .build();
    TunerModel model = tuner().setSpace(space).setSampler("grid").fit(rows(80));
    assertThat(model.getEstimatorParamMaps()).hasSize(7);
    assertThatThrownBy(() -> tuner().setSpace(space()).setSampler("grid").fit(rows(80)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("logistic-regression.regParam")
        .hasMessageContaining("points");
  }

  @Test
  void one_param_at_a_time_is_varied_from_the_estimator_as_it_is() {
    TunerModel model = tuner().setSpace(space()).setSampler("one-at-a-time").fit(rows(80));
    assertThat(model.getEstimatorParamMaps()).hasSize(8);
    assertThat(model.explain(2).facts()).contains(List.of("Origin", "one-at-a-time"));
    assertThat(model.importance().gains())
        .extracting(gain -> gain.parameter().replaceFirst(".*\\.", ""), ParameterGain::values)
        .containsExactlyInAnyOrder(
            tuple("regParam", 4), tuple("maxIter", 2), tuple("fitIntercept", 1));
  }

  @Test
  @Tag(Sample.TAG)
  void halving_on_rows_leaves_the_maps_that_were_completed_in_full() {
    Set<Integer> before = persisted();
    Dataset<Row> rows = rows(300).cache();
    Tuner tuner =
        tuner()
            .setEstimatorParamMaps(nineMaps())
            .setScheduler("halving")
            .setMinResource(30)
            .setCollectSubModels(true);
    TunerModel model = tuner.fit(rows);
    assertThat(model.study().trials()).hasSize(9);
    assertThat(model.explain(8).rungs()).hasSizeGreaterThan(1);
    assertThat(model.study().trials().get(0).evaluation().rung()).isBetween(0, 2);
    assertThat(model.getEstimatorParamMaps().length).isBetween(1, 3);
    assertThat(model.subModels()).hasDimensions(2, model.avgMetrics().length);
    assertThat(model.subModels()[1]).doesNotContainNull();
    assertThat(model.study().trials())
        .filteredOn(trial -> trial.state() == TrialState.PRUNED)
        .hasSize(9 - model.avgMetrics().length);
    assertScoresInFull(model, rows);
    rows.unpersist();
    assertThat(persistedSince(before)).isEmpty();
  }

  @Test
  @Tag(Sample.TAG)
  void rungs_below_the_top_may_be_validated_on_one_fold() {
    Dataset<Row> rows = rows(300).cache();
    Tuner tuner = tuner().setEstimatorParamMaps(nineMaps()).setScheduler("halving");
    TunerModel all = tuner.setMinResource(30).fit(rows);
    TunerModel one = tuner.setMinFolds(1).fit(rows);
    assertThat(one.study().cells())
        .filteredOn(cell -> cell.rung() < 2)
        .hasSize(9 + 3)
        .allSatisfy(cell -> assertThat(cell.split().fold()).isZero());
    assertThat(one.study().cells()).filteredOn(cell -> cell.rung() == 2).hasSize(2);
    // What is the same fit has the same score.
    assertThat(one.study().cells().subList(0, 9).stream().map(cell -> cell.result().score()))
        .containsExactlyElementsOf(
            all.study().cells().stream()
                .filter(cell -> cell.rung() == 0 && cell.split().fold() == 0)
                .map(cell -> cell.result().score())
                .toList());
    assertScoresInFull(one, rows);
    rows.unpersist();
  }

  @Test
  @Tag(Sample.TAG)
  void halving_goes_by_iterations_each_map_by_a_share_of_its_own() {
    Dataset<Row> rows = rows(200).cache();
    Tuner tuner =
        tuner()
            .setEstimatorParamMaps(iterations(4, 12))
            .setScheduler("halving")
            .setResource("iterations")
            .setMinResource(3)
            .setEta(2);
    TunerModel model = tuner.fit(rows);
    assertThat(model.study().opened().setup().ladder().rungs())
        .extracting(rung -> rung.iterations().orElse(0))
        .containsExactly(3, 6, 12);
    List<TrialRow> lowest =
        model.study().trials().stream().filter(trial -> trial.evaluation().rung() == 0).toList();
    assertThat(lowest).hasSize(2);
    double[] expected =
        plain(
            rows,
            tuner.getSeed(),
            lowest.stream().map(trial -> iterations(1, 3)[trial.trial()]).toArray(ParamMap[]::new));
    assertThat(lowest.stream().mapToDouble(t -> t.evaluation().score().orElseThrow()).toArray())
        .containsExactly(expected, within(TOLERANCE));
    assertScoresInFull(model, rows);
    rows.unpersist();
  }

  private ParamMap[] iterations(int... counts) {
    return new ParamGridBuilder()
        .addGrid(learner.maxIter(), counts)
        .addGrid(learner.regParam(), new double[] {0.001, 1})
        .build();
  }

  @Test
  void an_estimator_without_iterations_is_refused_where_they_are_asked_for() {
    NaiveBayes bayes = new NaiveBayes();
    Tuner tuner =
        tuner().setEstimator(bayes).setEstimatorParamMaps(new ParamMap[] {new ParamMap()});
    tuner.setScheduler("halving").setResource("iterations");
    assertThatThrownBy(() -> tuner.fit(rows(40)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "t: resource: is iterations, but NaiveBayes has no maxIter and no numTrees; use rows or folds");
  }

  @Test
  void a_split_tuner_searches_too() {
    SplitTunerModel model =
        new SplitTuner()
            .setEstimator(learner)
            .setEvaluator(exactArea())
            .setSpace(space())
            .setTrials(6)
            .setScheduler("halving")
            .setMinResource(30)
            .setEta(2)
            .fit(rows(300));
    assertThat(model.validationMetrics()).hasSameSizeAs(model.getEstimatorParamMaps());
    assertThat(model.study().trials()).hasSize(6);
    assertThat(model.validationMetrics().length).isLessThan(6);
  }

  @Test
  void stages_of_a_pipeline_and_arrays_are_searched() {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    MultilayerPerceptronClassifier net =
        new MultilayerPerceptronClassifier()
            .setLabelCol("kind")
            .setFeaturesCol("scaled")
            .setMaxIter(2);
    SearchSpace space =
        new ParamSpaceBuilder()
            .addChoice(net.layers(), new int[] {3, 3}, new int[] {3, 4, 3})
            .addChoice(scaler.withMean(), true, false)
            .build();
    TunerModel model =
        new Tuner()
            .setEstimator(new Pipeline().setStages(new PipelineStage[] {scaler, net}))
            .setEvaluator(new MulticlassClassificationEvaluator().setLabelCol("kind"))
            .setNumFolds(2)
            .setPlan(new Tuner().setSpace(space).plan())
            .setTrials(2)
            .fit(rows(100));
    // The net has no layers as it is, so that there is nothing to begin with but the sampler.
    assertThat(model.study().trials()).hasSize(2);
    assertThat(model.study().trials())
        .allSatisfy(t -> assertThat(t.candidate().origin()).isEqualTo("sobol"));
    assertThat(model.getEstimatorParamMaps()[0].get(net.layers()).get()).startsWith(3).endsWith(3);
  }

  @Test
  void start_points_come_after_the_estimator_as_it_is() {
    TunerModel model =
        tuner()
            .setSpace(space())
            .setStartPoints(new ParamMap().put(learner.regParam().w(0.25)))
            .setTrials(3)
            .fit(rows(100));
    List<TrialRow> trials = model.study().trials();
    assertThat(trials)
        .extracting(row -> row.candidate().origin())
        .containsExactly("default", "user", "sobol");
    assertThat(model.study().opened().request().asked())
        .contains("schedule: auto chose full, as 3 trials are too few to choose from");
    assertThat(model.getEstimatorParamMaps()[1].get(learner.regParam()).get()).isEqualTo(0.25);
  }

  @Test
  void the_best_of_an_earlier_search_are_tried_first(@TempDir Path folder) {
    String earlier = folder.resolve("earlier").toString();
    TunerModel first = tuner().setSpace(space()).setTrials(5).setJournal(earlier).fit(rows(100));
    TunerModel second = tuner().setSpace(space()).setTrials(4).setPrior(earlier).fit(rows(100));
    assertThat(second.study().trials())
        .extracting(row -> row.candidate().origin())
        .containsExactly("default", "earlier", "earlier", "earlier");
    assertThat(first.study().trials())
        .extracting(row -> row.candidate().configuration())
        .containsAll(
            second.study().trials().stream().map(row -> row.candidate().configuration()).toList());
    Tuner lost = tuner().setSpace(space()).setPrior(folder.resolve("none").toString());
    assertThatThrownBy(() -> lost.fit(rows(100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("t: prior: '" + folder.resolve("none"))
        .hasMessageContaining("holds no journal of a study");
  }

  @Test
  @Tag("slow")
  void all_that_a_search_can_do_goes_together_and_is_answered_from_its_journal(
      @TempDir Path folder) {
    Dataset<Row> rows = rows(160).cache();
    String earlier = folder.resolve("earlier").toString();
    tuner().setSpace(space()).setTrials(3).setJournal(earlier).fit(rows);
    Tuner all =
        tuner()
            .setSpace(space())
            .setStartPoints(new ParamMap().put(learner.regParam().w(0.25)))
            .setPrior(earlier)
            .setSampler("tpe")
            .setTrials(6)
            .setThen(Refinement.grid(Map.of(ParamSpaceBuilder.name(learner.maxIter()), 1.0)))
            .setWinnerRule("one-standard-error")
            .setWinnerRepeats(1)
            .setHeldOut(0.25)
            .setFoldRule("stratified")
            .setRequiredScore(1.5)
            .setCollectPredictions(true)
            .setTimeout(600)
            .setJournal(folder.resolve("all").toString());
    TunerModel model = all.fit(rows);
    List<TrialRow> trials = model.study().trials();
    assertThat(trials)
        .extracting(row -> row.candidate().origin())
        .contains("default", "user", "earlier", "grid")
        .startsWith("default");
    Summary summary = model.study().summary();
    Summary.Standing winner = summary.result().winner().orElseThrow();
    assertThat(winner.repeated().orElseThrow().scores()).hasSize(2);
    assertThat(model.heldOutMetric()).isEqualTo(winner.heldOut().orElseThrow().score());
    assertThat(summary.end().status()).isEqualTo(StudyStatus.GATE_FAILED);
    assertOutOfFold(model.predictions(), 120, winner);
    List<StudyEvent> events = new ArrayList<>();
    TunerModel again = all.copy(new ParamMap()).setListeners(events::add).fit(rows);
    assertThat(events).noneMatch(StudyEvent.CellEnded.class::isInstance);
    assertThat(again.study().trials()).isEqualTo(trials);
    assertThat(again.study().summary().result()).isEqualTo(summary.result());
    assertThat(again.avgMetrics()).isEqualTo(model.avgMetrics());
    assertOutOfFold(again.predictions(), 120, winner);
    rows.unpersist();
  }

  @Test
  @Tag(Sample.TAG)
  void held_out_rows_judge_the_winner_and_the_estimator_as_it_is_at_the_end() {
    Dataset<Row> rows = rows(200);
    TunerModel model =
        tuner()
            .setSpace(space())
            .setTrials(2)
            .setHeldOut(0.25)
            .setCollectPredictions(EVERYTHING)
            .fit(rows);
    Summary summary = model.study().summary();
    assertThat(model.study().opened().folds().trainingRows()).isEqualTo(150);
    assertThat(model.study().opened().folds().heldOutRows()).isEqualTo(50);
    Summary.Standing winner = summary.result().winner().orElseThrow();
    HashFolds.Parts parts = FoldCut.hashed(rows, tuner()).parts(0.25);
    double expected = tuner().getEvaluator().evaluate(model.bestModel().transform(parts.heldOut()));
    assertThat(winner.heldOut().orElseThrow().score()).isCloseTo(expected, within(1e-5));
    assertThat(summary.result().baseline().orElseThrow().heldOut()).isPresent();
    assertExamined(model, parts.heldOut());
    if (EVERYTHING) {
      assertOutOfFold(model.predictions(), 150, winner);
      Dataset<Row> again = parts.training().union(parts.heldOut());
      assertThat(again.exceptAll(rows).count() + rows.exceptAll(again).count()).isZero();
    }
  }

  private static void assertExamined(TunerModel model, Dataset<Row> heldOut) {
    HeldOutExamination examined = model.study().course().examination().orElseThrow();
    assertThat(examined.leftOut()).isEmpty();
    assertThat(examined.sample()).isEqualTo(new HeldOutExamination.Sample(50, 50));
    assertThat(examined.importance().orElseThrow().columns())
        .singleElement()
        .satisfies(column -> assertThat(column.name()).isEqualTo("features"))
        .satisfies(column -> assertThat(column.decrease()).isPositive());
    ConfusionTable confusion = examined.confusion().orElseThrow();
    assertThat(confusion.classes()).containsExactly("0", "1");
    Dataset<Row> wrong = model.bestModel().transform(heldOut).where("label < prediction");
    assertThat(confusion.weights().get(0).get(1)).isEqualTo((double) wrong.count());
    assertThat(examined.curves().orElseThrow().roc()).hasSize(51);
  }

  /** The label is indexed by a pipeline that reads other columns, too. */
  @Test
  void the_label_of_an_examination_is_no_column_that_matters_and_has_its_texts() {
    Dataset<Row> rows =
        rows(120)
            .withColumn("answer", functions.expr("concat('kind ', INT(kind))"))
            .withColumn("unread", functions.lit("a"));
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer()
                      .setInputCol("answer")
                      .setOutputCol("indexed")
                      .setStringOrderType("alphabetAsc"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"a", "b"})
                      .setOutputCol("assembled"),
                  new LogisticRegression()
                      .setMaxIter(2)
                      .setLabelCol("indexed")
                      .setFeaturesCol("assembled")
                });
    TunerModel model =
        tuner()
            .setEstimator(pipeline)
            .setEvaluator(
                new MulticlassClassificationEvaluator()
                    .setLabelCol("indexed")
                    .setMetricName("accuracy"))
            .setEstimatorParamMaps(new ParamMap[] {new ParamMap()})
            .setHeldOut(0.3)
            .fit(rows);
    HeldOutExamination examined = model.study().course().examination().orElseThrow();
    assertThat(examined.confusion().orElseThrow().classes())
        .containsExactly("kind 0", "kind 1", "kind 2");
    assertThat(examined.importance().orElseThrow().columns())
        .extracting(PermutationImportance.Column::name)
        .containsExactly("a", "b");
    assertThat(examined.calibration()).isPresent();
    assertThat(examined.curves()).isEmpty();
    assertThat(examined.leftOut()).isEmpty();
  }

  @Test
  void predictions_of_a_fold_come_from_a_pipeline_that_was_fitted_without_it() {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StandardScaler().setInputCol("features").setOutputCol("scaled"),
                  learner.copy(new ParamMap()).setFeaturesCol("scaled")
                });
    TunerModel model =
        tuner()
            .setEstimator(pipeline)
            .setEstimatorParamMaps(new ParamMap[] {new ParamMap().put(learner.maxIter().w(3))})
            .setCollectPredictions(true)
            .fit(rows(150));
    assertThat(model.study().cells())
        .extracting(cell -> cell.trained().trainer())
        .containsOnly("task");
    Summary.Standing winner = model.study().summary().result().winner().orElseThrow();
    assertOutOfFold(model.predictions(), 150, winner);
  }

  /** The scores of the folds can be worked out from the predictions. */
  private static void assertOutOfFold(Dataset<Row> predictions, long rows, Summary.Standing of) {
    List<Double> scores = of.crossValidated().scores();
    assertThat(predictions.columns())
        .containsExactly(
            "key", "repeat", "fold", "trial", "label", "weight", "prediction", "scores");
    assertThat(predictions.select("key").distinct().count()).isEqualTo(rows);
    Dataset<Row> winner = predictions.where("trial = " + of.trial());
    assertThat(winner.where("repeat = 0").count()).isEqualTo(rows);
    BinaryClassificationEvaluator area =
        new BinaryClassificationEvaluator().setNumBins(0).setRawPredictionCol("second");
    for (int fold = 0; fold < scores.size(); fold++) {
      Dataset<Row> part = winner.where("fold = " + fold).selectExpr("*", "scores[1] second");
      assertThat(area.evaluate(part)).isCloseTo(scores.get(fold), within(1e-5));
    }
  }

  @Test
  void the_simplest_within_a_standard_error_of_the_best_may_win() {
    Dataset<Row> rows = rows(100).cache();
    TunerModel best = tuner().setEstimatorParamMaps(nineMaps()).fit(rows);
    TunerModel simple =
        tuner().setEstimatorParamMaps(nineMaps()).setWinnerRule("one-standard-error").fit(rows);
    assertThat(simple.avgMetrics()).isEqualTo(best.avgMetrics());
    assertThat(regParam(simple)).isGreaterThanOrEqualTo(regParam(best));
    rows.unpersist();
  }

  @Test
  @Tag(Sample.TAG)
  void the_best_three_meet_again_on_folds_that_the_search_has_not_seen(@TempDir Path folder) {
    Dataset<Row> rows = rows(120).cache();
    Tuner tuner =
        tuner()
            .setEstimatorParamMaps(nineMaps())
            .setWinnerRepeats(2)
            .setJournal(folder.resolve("repeated").toString());
    TunerModel model = tuner.fit(rows);
    Summary.Standing winner = model.study().summary().result().winner().orElseThrow();
    assertThat(winner.repeated().orElseThrow().scores()).hasSize(4);
    double[] expected =
        plain(
            rows,
            new Seed(tuner.getSeed()).child("repeat", 0).value(),
            tuner.getEstimatorParamMaps()[winner.trial()]);
    List<Double> scores = winner.repeated().orElseThrow().scores();
    assertThat((scores.get(0) + scores.get(1)) / 2).isCloseTo(expected[0], within(1e-5));
    TunerModel again = tuner.fit(rows);
    assertThat(again.study().summary().result().winner().orElseThrow().trial())
        .isEqualTo(winner.trial());
    rows.unpersist();
  }

  private static double regParam(TunerModel model) {
    Model<?> fitted = model.bestModel();
    return (Double) fitted.getOrDefault(fitted.getParam("regParam"));
  }

  @Test
  void listeners_receive_all_events_of_a_fit_and_one_that_throws_does_not_end_it() {
    List<StudyEvent> events = new ArrayList<>();
    StudyListener faulty =
        event -> {
          throw new IllegalStateException("no tracker");
        };
    TunerModel model =
        tuner()
            .setEstimatorParamMaps(regularised(learner))
            .setListeners(faulty, events::add)
            .copy(new ParamMap())
            .fit(rows(60));
    assertThat(events.get(0)).isEqualTo(model.study().opened());
    assertThat(events.get(events.size() - 1)).isInstanceOf(StudyEvent.Closed.class);
    assertThat(events).hasAtLeastOneElementOfType(StudyEvent.Confirmed.class);
    assertThat(StudyRecord.of(events)).isEqualTo(model.study());
  }

  @Test
  void deviations_are_those_of_the_folds() {
    TunerModel model = tuner().setEstimatorParamMaps(regularised(learner)).fit(rows(100));
    for (int i = 0; i < 3; i++) {
      TrialRow trial = model.study().trials().get(i);
      double half =
          (trial.evaluation().scores().get(0).getAsDouble()
                  - trial.evaluation().scores().get(1).getAsDouble())
              / 2;
      assertThat(model.stdMetrics()[i]).isCloseTo(Math.abs(half), within(TOLERANCE));
    }
    assertThat(model.copy(new ParamMap()).stdMetrics()).containsExactly(model.stdMetrics());
  }

  @Test
  @Tag("slow")
  void folds_by_hash_do_not_depend_on_partitions() {
    Set<Integer> before = persisted();
    Dataset<Row> rows = rows(150).cache();
    for (String rule : List.of("hash", "stratified")) {
      Tuner tuner =
          tuner().setEstimatorParamMaps(regularised(learner)).setFoldRule(rule).setNumFolds(3);
      TunerModel one = tuner.fit(rows);
      TunerModel other = tuner.fit(rows.repartition(7, functions.col("b")).orderBy("c"));
      assertThat(other.study().opened().folds()).isEqualTo(one.study().opened().folds());
      assertThat(one.study().opened().folds().rule()).isEqualTo(rule);
      assertThat(other.avgMetrics()).containsExactly(one.avgMetrics(), within(1e-6));
    }
    rows.unpersist();
    assertThat(persistedSince(before)).isEmpty();
  }

  @Test
  void stratified_folds_have_their_share_of_every_label() {
    Dataset<Row> rows = rows(150).cache();
    Tuner tuner = tuner().setFoldRule("stratified").setNumFolds(3);
    double share = rows.where("label = 1").count() / 150.0;
    try (FoldedTable folded = FoldCut.stored(rows, tuner)) {
      assertThat(folded.sizes()).allSatisfy(size -> assertThat(size).isBetween(49L, 51L));
      for (int fold = 0; fold < 3; fold++) {
        Dataset<Row> part = folded.parts().validation(FoldPart.whole(fold));
        assertThat(part.columns()).isEqualTo(rows.columns());
        double here = part.where("label = 1").count() / (double) part.count();
        assertThat(here).isCloseTo(share, within(0.02));
      }
    }
    rows.unpersist();
  }

  @Test
  @Tag(Sample.TAG)
  void folds_over_time_train_on_earlier_rows_wherever_fits_run() {
    Dataset<Row> rows = rows(200).cache();
    ParamMap map = new ParamMap().put(learner.regParam().w(0.1));
    Tuner tuner = tuner().setEstimatorParamMaps(new ParamMap[] {map, new ParamMap()});
    tuner.setFoldRule("time").setTime("a").setNumFolds(3).setCollectPredictions(true);
    double[] expected = new double[3];
    try (FoldedTable folded = FoldCut.stored(rows, tuner)) {
      for (int fold = 0; fold < expected.length; fold++) {
        Dataset<Row> earlier = folded.parts().training(FoldPart.whole(fold));
        Dataset<Row> later = folded.parts().validation(FoldPart.whole(fold));
        assertThat(earlier.agg(functions.max("a")).first().getDouble(0))
            .isLessThan(later.agg(functions.min("a")).first().getDouble(0));
        expected[fold] = tuner.getEvaluator().evaluate(learner.fit(earlier, map).transform(later));
      }
    }
    for (String training : Sample.rows(List.of("tasks", "jobs")).toList()) {
      TunerModel model = tuner.setTraining(training).fit(rows);
      assertThat(model.predictions().where("trial = 0").count()).isBetween(145L, 150L);
      assertThat(
              model.study().trials().get(0).evaluation().scores().stream()
                  .mapToDouble(OptionalDouble::getAsDouble)
                  .toArray())
          .containsExactly(expected, within(TOLERANCE));
    }
    rows.unpersist();
  }

  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"tasks, expanding", "jobs, sliding"})
  void folds_over_time_keep_their_gap_behind_shared_stages(String training, String window) {
    Dataset<Row> rows = rows(200).cache();
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"b", "c"}).setOutputCol("inputs");
    StandardScaler scaler = new StandardScaler().setInputCol("inputs").setOutputCol("scaled");
    LogisticRegression last = learner.copy(new ParamMap()).setFeaturesCol("scaled");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, scaler, last});
    Tuner tuner = tuner().setEstimator(pipeline).setEstimatorParamMaps(regularised(last));
    tuner.setFoldRule("time").setTime("a").setFoldWindow(window).setGap(0.05);
    TunerModel model = tuner.setTraining(training).setNumFolds(3).fit(rows);
    try (FoldedTable folded = FoldCut.stored(rows, tuner)) {
      for (int fold = 0; fold < 3; fold++) {
        Dataset<Row> earlier = folded.parts().training(FoldPart.whole(fold));
        Dataset<Row> later = folded.parts().validation(FoldPart.whole(fold));
        double start = later.agg(functions.min("a")).first().getDouble(0);
        assertThat(earlier.agg(functions.max("a")).first().getDouble(0)).isLessThan(start - 0.05);
        for (int map = 0; map < 3; map++) {
          PipelineModel alone = pipeline.fit(earlier, tuner.getEstimatorParamMaps()[map]);
          assertThat(model.study().trials().get(map).evaluation().scores().get(fold).getAsDouble())
              .isCloseTo(tuner.getEvaluator().evaluate(alone.transform(later)), within(TOLERANCE));
        }
      }
    }
    rows.unpersist();
  }

  @Test
  void pysparks_folds_are_those_of_its_own_draw() {
    Dataset<Row> rows = rows(200).cache();
    Tuner tuner = tuner().setFoldRule("pyspark").setNumFolds(3).setSeed(5);
    Dataset<Row> drawn = rows.withColumn("draw", functions.rand(5));
    try (FoldedTable folded = FoldCut.stored(rows, tuner)) {
      Dataset<Row> middle =
          drawn.where("draw >= %s and draw < %s".formatted(1 * (1.0 / 3), 2 * (1.0 / 3)));
      assertThat(folded.parts().validation(FoldPart.whole(1)).except(middle.drop("draw")).count())
          .isZero();
      assertThat(folded.sizes().get(1)).isEqualTo(middle.count());
    }
    rows.unpersist();
  }
}
