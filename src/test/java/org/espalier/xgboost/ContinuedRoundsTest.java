package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.TrialRow;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.study.TrialState;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
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

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("draws")
  void rounds_that_draw_by_one_generator_begin_anew(String param, double value) {
    long before = XGBoostTrainer.rounds();
    tuned(drawing(param, value, false), "halving");
    assertThat(XGBoostTrainer.rounds() - before).isEqualTo(FOLDS * (MAPS * 3L + 3 * 9 + 27) + FULL);
  }
}
