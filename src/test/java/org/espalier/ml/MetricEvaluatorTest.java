package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.rows;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.Metric;
import org.espalier.spark.metric.Scorer;
import org.espalier.study.Direction;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricEvaluatorTest extends SparkTest {

  private final LogisticRegression learner = new LogisticRegression().setMaxIter(2);

  @Test
  void takes_every_metric_by_its_name_and_knows_its_direction() {
    MetricEvaluator evaluator = new MetricEvaluator();
    for (Metric metric : Metric.values()) {
      evaluator.setMetricName(metric.key());
      assertThat(evaluator.isLargerBetter())
          .isEqualTo(metric.direction().orElseThrow() == Direction.MAXIMIZE);
      assertThat(Scorer.of(evaluator).metric()).isEqualTo(metric.key());
      assertThat(Scorer.of(evaluator).ofArrays().isPresent()).isEqualTo(metric.isOfRows());
    }
    evaluator.setMetricName("ndcg-at-3");
    assertThat(evaluator.isLargerBetter()).isTrue();
  }

  @Test
  void an_unknown_metric_is_refused_with_the_one_that_was_meant() {
    MetricEvaluator evaluator = new MetricEvaluator("judge");
    assertThatThrownBy(() -> evaluator.setMetricName("auc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("judge: metricName: 'auc' is not known; did you mean 'area-under-roc'?");
    assertThatThrownBy(() -> evaluator.setMetricName("com.acme.Profit"))
        .hasMessageContaining("'com.acme.Profit' is not known; one of area-under-roc");
  }

  @Test
  @Tag("smoke")
  void a_tuner_scores_by_it_as_a_cross_validator_does(@TempDir Path folder) throws IOException {
    Dataset<Row> rows = rows(120).cache();
    MetricEvaluator evaluator =
        new MetricEvaluator().setMetricName("brier").setWeightCol("a").setProbabilityCol("p");
    learner.setProbabilityCol("p");
    ParamMap[] maps = {new ParamMap().put(learner.regParam().w(0.1))};
    Tuner tuner =
        new Tuner()
            .setEstimator(learner)
            .setEvaluator(evaluator)
            .setEstimatorParamMaps(maps)
            .setNumFolds(2);
    tuner.write().save(folder.resolve("tuner").toString());
    Tuner loaded = Tuner.load(folder.resolve("tuner").toString());
    assertThat(loaded.getEvaluator().explainParams()).isEqualTo(evaluator.explainParams());
    CrossValidator theirs = new CrossValidator();
    theirs.setEstimator(learner).setEvaluator(evaluator);
    theirs.setEstimatorParamMaps(maps).setNumFolds(2).setSeed(tuner.getSeed());
    TunerModel model = loaded.fit(rows);
    assertThat(model.avgMetrics()).containsExactly(theirs.fit(rows).avgMetrics(), within(1e-12));
    assertThat(model.study().summary().result().metric().name()).isEqualTo("brier");
    rows.unpersist();
  }

  @Test
  void a_copy_is_changed_alone_and_an_area_is_that_of_mllib() {
    Dataset<Row> predicted = learner.fit(rows(60)).transform(rows(60));
    MetricEvaluator area = new MetricEvaluator();
    MetricEvaluator copy = area.copy(new ParamMap().put(area.metricName().w("accuracy")));
    assertThat(copy.uid()).isEqualTo(area.uid());
    assertThat(copy.getMetricName()).isEqualTo("accuracy");
    assertThat(area.getMetricName()).isEqualTo("area-under-roc");
    assertThat(area.evaluate(predicted))
        .isCloseTo(
            new BinaryClassificationEvaluator().setNumBins(0).evaluate(predicted), within(1e-12));
    assertThat(area.explainParams()).contains("metricName: metric: area-under-roc | ");
  }
}
