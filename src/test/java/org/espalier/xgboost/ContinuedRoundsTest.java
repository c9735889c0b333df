package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

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

  private static TunerModel tuned(boolean seeded, String scheduler) {
    XGBoostClassifier learner =
        new XGBoostClassifier().setNumRound(FULL).setSubsample(0.7).setSeedPerIteration(seeded);
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

  @Test
  void a_rung_goes_on_from_the_rounds_of_the_one_before_with_the_result_of_all_at_once() {
    long before = XGBoostTrainer.rounds();
    TunerModel continued = tuned(true, "halving");
    long trained = XGBoostTrainer.rounds() - before;
    // Nine maps for 3 rounds, three for 6 more, one for 18 more, on each fold; the model of all
    // rows.
    assertThat(trained).isEqualTo(FOLDS * (MAPS * 3L + 3 * 6 + 18) + FULL);
    List<TrialRow> all = tuned(true, "full").study().trials();
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

  @Test
  void rounds_whose_rows_are_drawn_by_one_generator_begin_anew() {
    long before = XGBoostTrainer.rounds();
    tuned(false, "halving");
    assertThat(XGBoostTrainer.rounds() - before).isEqualTo(FOLDS * (MAPS * 3L + 3 * 9 + 27) + FULL);
  }
}
