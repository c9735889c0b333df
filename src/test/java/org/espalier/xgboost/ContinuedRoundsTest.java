package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.Assertions;
import org.espalier.journal.TrialRow;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rungs of rounds, each of which goes on from the one before. */
final class ContinuedRoundsTest extends SparkTest {

  private static final int FOLDS = 2;
  private static final int FULL = 27;
  private static final int MAPS = 9;

  private static Dataset<Row> rows() {
    Dataset<Row> table =
        spark()
            .range(0, 300, 1, 2)
            .selectExpr("pmod(hash(id), 97) / 97D AS a", "pmod(hash(id, 1), 89) / 89D AS b")
            .selectExpr("*", "CAST(a + b * b + 0.3 * sin(50 * a) > 0.8 AS DOUBLE) AS label");
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(table);
  }

  static Stream<Arguments> draws() {
    return Sample.rows(
        List.of(
            Arguments.of("subsample", 0.7),
            Arguments.of("colsampleBynode", 0.5),
            Arguments.of("rateDrop", 0.5)));
  }

  /** A learner of which each round draws. */
  private static XGBoostClassifier drawing(String param, Object value, boolean seeded) {
    return new XGBoostClassifier()
        .setNumRound(FULL)
        .setSeedPerIteration(seeded)
        .setAll(Map.of(param, value));
  }

  private static TunerModel tuned(XGBoostClassifier learner, String scheduler) {
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(learner.eta(), new double[] {0.05, 0.2, 0.6})
            .addGrid(learner.maxDepth(), new int[] {1, 2, 4})
            .build();
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(maps);
    tuner.setNumFolds(FOLDS);
    tuner.setScheduler(scheduler);
    tuner.setResource("iterations");
    tuner.setMinResource(3);
    tuner.setEta(3);
    return tuner.fit(rows());
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("draws")
  void a_rung_goes_on_from_the_rounds_of_the_one_before_with_the_result_of_all_at_once(
      String param, double value) {
    XGBoostClassifier learner = drawing(param, value, true);
    long before = XGBoostTrainer.rounds();
    TunerModel continued = tuned(learner, "halving");
    long trained = XGBoostTrainer.rounds() - before;
    // Nine maps for 3 rounds, three for 6 more, one for 18 more, on each fold; the model of all
    // rows.
    assertThat(trained).isEqualTo(FOLDS * (MAPS * 3L + 3 * 6 + 18) + FULL);
    List<TrialRow> all = tuned(learner, "full").study().trials();
    assertThat(continued.study().trials())
        .filteredOn(trial -> trial.state() == TrialState.COMPLETED)
        .singleElement()
        .satisfies(
            winner ->
                assertThat(all)
                    .filteredOn(trial -> trial.candidate().equals(winner.candidate()))
                    .extracting(trial -> trial.evaluation().score())
                    .containsExactly(winner.evaluation().score()));
  }

  private static Tuner population(XGBoostClassifier learner, Path journal) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setSpace(
        new SearchSpace(
            List.of(
                Dimension.always(new FloatParameter("xgboost.eta", 0.01, 0.5, Scale.LOG)),
                Dimension.always(new FloatParameter("xgboost.lambda", 0.01, 100, Scale.LOG)),
                Dimension.always(new IntParameter("xgboost.maxDepth", 1, 4, Scale.LINEAR)))));
    tuner.setNumFolds(FOLDS);
    tuner.setScheduler("pbt");
    tuner.setMinResource(3);
    tuner.setEta(4);
    tuner.setTrials(7);
    tuner.setParallelism(2);
    tuner.setJournal(journal.toString());
    return tuner;
  }

  @Test
  void a_population_exchanges_its_rounds_with_the_result_of_all_at_once(@TempDir Path folder)
      throws XGBoostError {
    int rounds = 12;
    XGBoostClassifier learner = drawing("subsample", 0.7, true).setNumRound(rounds);
    long before = XGBoostTrainer.rounds();
    TunerModel continued = population(learner, folder.resolve("tasks")).fit(rows());
    List<TrialRow> trials = continued.study().trials();
    assertThat(XGBoostTrainer.rounds() - before)
        .as("three rounds a cell, and the model of all rows")
        .isEqualTo(3L * continued.study().cells().size() + rounds);
    assertThat(trials)
        .filteredOn(trial -> trial.candidate().parent().isPresent())
        .hasSize(3)
        .allSatisfy(
            trial ->
                assertThat(trial.candidate().configuration().get("xgboost.paramSchedule"))
                    .asString()
                    .matches("\\d+: eta=.*"));
    assertThat(trials)
        .filteredOn(trial -> trial.state() == TrialState.COMPLETED)
        .hasSizeBetween(4, 5);
    Tuner again = population(learner, folder.resolve("tasks"));
    before = XGBoostTrainer.rounds();
    assertThat(again.fit(rows()).study().trials()).isEqualTo(trials);
    assertThat(XGBoostTrainer.rounds() - before).as("the model alone").isEqualTo(rounds);
    Tuner byJobs = population(learner, folder.resolve("jobs"));
    byJobs.setTraining("jobs");
    byJobs.setParallelism(1);
    assertThat(byJobs.fit(rows()).study().trials())
        .extracting(TrialRow::candidate, trial -> trial.evaluation().score())
        .isEqualTo(
            trials.stream()
                .map(trial -> Assertions.tuple(trial.candidate(), trial.evaluation().score()))
                .toList());
    XGBoostClassificationModel best = (XGBoostClassificationModel) continued.bestModel();
    XGBoostClassificationModel anew =
        new XGBoostClassifier(learner.uid()).copy(best.extractParamMap()).fit(rows());
    assertThat(((Booster) anew.nativeBooster()).getNumBoostedRound()).isEqualTo(rounds);
  }

  @Test
  void what_a_population_cannot_change_is_refused_in_one_line(@TempDir Path folder) {
    Tuner tuner = population(drawing("subsample", 0.7, true), folder);
    tuner.setPerturb("eta, maxDeph");
    assertThatThrownBy(() -> tuner.fit(rows()))
        .hasMessage("Tuner: perturb: 'maxDeph' is not searched; did you mean 'maxDepth'?");
    tuner.setPerturb("eta");
    tuner.setEstimator(new LogisticRegression());
    tuner.setSpace(
        new SearchSpace(
            List.of(
                Dimension.always(
                    new FloatParameter("logistic-regression.regParam", 0.01, 1, Scale.LOG)))));
    assertThatThrownBy(() -> tuner.fit(rows()))
        .hasMessage(
            "Tuner: scheduler: is pbt, and the estimator cannot continue from the rounds of another"
                + " trial; take xgboost alone, or scheduler asha");
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("draws")
  void rounds_that_draw_by_one_generator_begin_anew(String param, double value) {
    long before = XGBoostTrainer.rounds();
    tuned(drawing(param, value, false), "halving");
    assertThat(XGBoostTrainer.rounds() - before).isEqualTo(FOLDS * (MAPS * 3L + 3 * 9 + 27) + FULL);
  }
}
