package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.regularised;
import static org.espalier.ml.MapTables.rows;

import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.study.TrialState;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A SplitTuner in the place of a TrainValidationSplit. */
final class SplitTunerTest extends SparkTest {

  private static final double TOLERANCE = 1e-9;

  private final LogisticRegression learner = new LogisticRegression().setMaxIter(3);

  private SplitTuner tuner() {
    return new SplitTuner()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(regularised(learner));
  }

  private TrainValidationSplit rival() {
    return new TrainValidationSplit()
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(regularised(learner));
  }

  @Test
  @Tag("smoke")
  void it_scores_as_a_train_validation_split_does() {
    Dataset<Row> rows = rows(200, 4).cache();
    TrainValidationSplitModel theirs = rival().fit(rows);
    SplitTunerModel ours = tuner().fit(rows);
    assertThat(ours.validationMetrics())
        .containsExactly(theirs.validationMetrics(), within(TOLERANCE));
    assertThat(((LogisticRegression) ours.bestModel().parent()).getRegParam())
        .isEqualTo(((LogisticRegression) theirs.bestModel().parent()).getRegParam());
    rows.unpersist();
  }

  @Test
  void it_splits_by_any_seed_and_ratio_as_a_train_validation_split_does() {
    Dataset<Row> rows = rows(100).select("a", "label").cache();
    for (double ratio : new double[] {0.3, 0.9}) {
      Dataset<Row>[] theirs = rows.randomSplit(new double[] {ratio, 1 - ratio}, 5);
      try (FoldedTable ours = FoldCut.stored(rows, tuner().setSeed(5).setTrainRatio(ratio))) {
        FoldPart whole = FoldPart.whole(0);
        assertThat(ours.parts().training(whole).collectAsList())
            .isEqualTo(theirs[0].collectAsList());
        assertThat(ours.parts().validation(whole).collectAsList())
            .isEqualTo(theirs[1].collectAsList());
      }
    }
    rows.unpersist();
  }

  @Tag("slow")
  @Test
  void another_seed_ratio_and_learner_agree_too() {
    Dataset<Row> rows = rows(300).cache();
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(4);
    ParamMap[] maps = new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {2, 4}).build();
    for (double ratio : new double[] {0.3, 0.9}) {
      double[] theirs =
          rival()
              .setEstimator(forest)
              .setEstimatorParamMaps(maps)
              .setSeed(5)
              .setTrainRatio(ratio)
              .fit(rows)
              .validationMetrics();
      double[] ours =
          tuner()
              .setEstimator(forest)
              .setEstimatorParamMaps(maps)
              .setSeed(5)
              .setTrainRatio(ratio)
              .fit(rows)
              .validationMetrics();
      assertThat(ours).containsExactly(theirs, within(TOLERANCE));
    }
    rows.unpersist();
  }

  @Test
  void a_map_that_fails_never_wins() {
    ParamMap broken = new ParamMap().put(learner.featuresCol().w("nowhere"));
    SplitTunerModel model =
        tuner().setEstimatorParamMaps(new ParamMap[] {broken, new ParamMap()}).fit(rows(100));
    assertThat(model.study().trials().get(0).state()).isEqualTo(TrialState.FAILED);
    assertThat(model.validationMetrics()[0]).isEqualTo(model.validationMetrics()[1]);
    assertThat(((LogisticRegression) model.bestModel().parent()).getFeaturesCol())
        .isEqualTo("features");
  }

  @Test
  void a_ratio_that_leaves_nothing_to_one_side_is_refused() {
    Set<Integer> before = persisted();
    assertThatThrownBy(() -> tuner().setTrainRatio(1).fit(rows(40)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no rows");
    assertThat(persistedSince(before)).isEmpty();
  }

  @Test
  void its_default_seed_is_a_train_validation_splits() {
    assertThat(new SplitTuner("uid").getSeed()).isEqualTo(new TrainValidationSplit().getSeed());
    assertThat(tuner().copy(new ParamMap())).isInstanceOf(SplitTuner.class);
  }
}
