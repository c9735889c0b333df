package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.journal.Summary;
import org.espalier.space.Scale;
import org.espalier.study.Interval;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held-out rows of a table of their own, on which a tuner's best model is scored at the end. */
final class HeldOutSourceTest extends SparkTest {

  private static Dataset<Row> training;
  private static Dataset<Row> others;

  @BeforeAll
  static void cut() {
    Dataset<Row> rows = MapTables.rows(240).withColumn("part", functions.expr("INT(a * 100) % 3"));
    training = rows.where("c < 0.7").cache();
    others = rows.where("c >= 0.7").cache();
    training.count();
    others.count();
  }

  @AfterAll
  static void free() {
    training.unpersist();
    others.unpersist();
  }

  private static Tuner tuner() {
    LogisticRegression learner = new LogisticRegression("lr").setMaxIter(2).setRegParam(5);
    return new Tuner("t")
        .setEstimator(learner)
        .setEvaluator(exactArea())
        .setSpace(
            new ParamSpaceBuilder()
                .addRange(learner.regParam(), 1e-3, 1, Scale.LOG)
                .addRange(learner.maxIter(), 3, 9)
                .build())
        .setTrials(3)
        .setNumFolds(2)
        .setHeldOutSource(others);
  }

  @Test
  void they_judge_the_winner_and_the_baseline_and_no_fold_has_them() {
    Set<Integer> before = persisted();
    TunerModel model =
        tuner()
            .setEvaluator(
                new MulticlassClassificationEvaluator().setMetricName("logLoss").setEps(1e-9))
            .fit(training);
    assertThat(model.study().opened().folds().trainingRows()).isEqualTo(training.count());
    assertThat(model.study().opened().folds().heldOutRows()).isEqualTo(others.count());
    Summary summary = model.study().summary();
    Summary.Standing winner = summary.result().winner().orElseThrow();
    double expected =
        new MulticlassClassificationEvaluator()
            .setMetricName("logLoss")
            .setEps(1e-9)
            .evaluate(model.bestModel().transform(others));
    assertThat(winner.trial()).isPositive();
    assertThat(model.heldOutMetric())
        .isEqualTo(winner.heldOut().orElseThrow().score())
        .isCloseTo(expected, within(1e-9));
    double baseline = summary.result().baseline().orElseThrow().heldOut().orElseThrow().score();
    Interval gain = summary.result().improvement().orElseThrow().interval().orElseThrow();
    assertThat(baseline - expected).isBetween(gain.low(), gain.high());
    assertThat(persistedSince(before)).isEmpty();
  }

  @Tag("slow")
  @Test
  void they_leave_the_search_as_it_is_without_them() {
    TunerModel with = tuner().fit(training);
    Tuner alone = tuner();
    alone.clear(alone.heldOutSource());
    TunerModel without = alone.fit(training);
    assertThat(with.avgMetrics()).isEqualTo(without.avgMetrics());
    assertThat(without.heldOutMetric()).isNaN();
    assertThat(with.bestModel().transform(others).drop("features").collectAsList())
        .hasToString(
            without.bestModel().transform(others).drop("features").collectAsList().toString());
  }

  @Test
  void they_need_no_column_of_folds_and_keep_no_column_of_their_own() {
    Tuner tuner = tuner().setTrials(1).setFoldCol("part").setNumFolds(3);
    tuner.setHeldOutSource(others.drop("part").withColumn("prediction", functions.lit("a")));
    assertThat(tuner.fit(training).heldOutMetric()).isBetween(0.5, 1.0);
    SplitTuner split =
        new SplitTuner("s")
            .setEstimator(tuner.getEstimator())
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(new ParamMap[] {new ParamMap()})
            .setHeldOutSource(others.withColumn("more", functions.lit(0)));
    assertThat(split.fit(training).heldOutMetric()).isBetween(0.5, 1.0);
  }

  @Test
  void a_table_that_differs_is_refused_line_by_line_before_the_search(@TempDir Path folder) {
    Dataset<Row> differing =
        others
            .drop("kind", "b")
            .withColumn("target", functions.lit("much"))
            .withColumn("a", functions.expr("CAST(a AS FLOAT)"));
    String journal = folder.resolve("none").toString();
    Tuner tuner = tuner().setFoldCol("part").setNumFolds(3).setJournal(journal);
    assertThatThrownBy(() -> tuner.setHeldOutSource(differing).fit(training))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            t: heldOutSource: has no column 'kind'; give the same columns as the dataset
            t: heldOutSource: column 'target' is of type string, but double in the dataset; use the same types
            t: heldOutSource: has no column 'b'; give the same columns as the dataset""");
    assertThatThrownBy(() -> tuner.setHeldOutSource(others.where("a > 7")).fit(training))
        .hasMessage("t: heldOutSource: has no rows; give a table with rows");
    Dataset<Row> unlabelled =
        others.withColumn("label", functions.expr("if(a < 0.1, NULL, label)"));
    assertThatThrownBy(() -> tuner.setHeldOutSource(unlabelled).fit(training))
        .hasMessageStartingWith("t: heldOutSource: column 'label' is null or NaN in ");
    assertThatThrownBy(() -> tuner().setHeldOut(0.2).fit(training))
        .hasMessage("t: heldOutSource: is set together with heldOut; set one of the two");
    assertThatThrownBy(() -> tuner.set(tuner.heldOutSource(), null))
        .hasMessage("t: heldOutSource: is null");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_study_goes_on_with_the_same_held_out_rows_alone(@TempDir Path folder) {
    String journal = folder.resolve("journal").toString();
    TunerModel first = tuner().setTrials(1).setJournal(journal).fit(training);
    Tuner again = tuner().setTrials(1).setJournal(journal).setHeldOutSource(others.orderBy("a"));
    assertThat(again.fit(training).heldOutMetric()).isCloseTo(first.heldOutMetric(), within(1e-9));
    assertThatThrownBy(() -> again.setHeldOutSource(others.limit(20)).fit(training))
        .hasMessageMatching(
            "t: heldOutSource: was \\d+ rows \\(\\w+\\) when the study started, and is now 20 rows"
                + " \\(\\w+\\); keep it, or begin another study");
    again.clear(again.heldOutSource());
    assertThatThrownBy(() -> again.fit(training))
        .hasMessageContaining("and is now not set; keep it, or begin another study");
  }

  @Test
  void they_are_no_part_of_a_saved_tuner_nor_of_its_plan(@TempDir Path folder) throws IOException {
    Tuner tuner = tuner().setTrials(1).copy(new ParamMap());
    assertThat(tuner.getHeldOutSource().count()).isEqualTo(others.count());
    String saved = folder.resolve("tuner").toString();
    tuner.write().save(saved);
    Tuner loaded = Tuner.load(saved);
    assertThat(loaded.isSet(loaded.heldOutSource())).isFalse();
    assertThat(loaded.plan()).isEqualTo(tuner.plan()).doesNotContain("held");
    assertThat(loaded.fit(training).heldOutMetric()).isNaN();
    assertThatThrownBy(() -> tuner.setPlan("data.test.held-out-source = \"table.csv\""))
        .hasMessageContaining("data.test.held-out-source: is not a setting of this section");
  }
}
