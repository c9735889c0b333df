package org.espalier.spark.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.BinaryAreas;
import org.espalier.spark.metric.AreaPass;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricPassTest extends SparkTest {

  private static final BinaryClassificationEvaluator AREA =
      new BinaryClassificationEvaluator().setNumBins(0);

  private static Dataset<Row> predictions(long rows) {
    return spark()
        .range(0, rows, 1, 4)
        .selectExpr(
            "sin(id) AS rawPrediction", "CAST(sin(id) + cos(3 * id) > 0 AS DOUBLE) AS label");
  }

  @Test
  void both_areas_come_of_one_pass_and_are_sparks() {
    Dataset<Row> some = predictions(2_000);
    Map<String, Double> scores = new MetricPass(AREA).score(some, 2_000);
    assertThat(scores).containsOnlyKeys("areaUnderROC", "areaUnderPR");
    assertThat(scores.get("areaUnderROC")).isCloseTo(AREA.evaluate(some), within(1e-12));
  }

  @Test
  @Tag("smoke")
  void many_rows_in_a_partition_are_counted_as_spark_counts_them() {
    Dataset<Row> some = predictions(300_000).coalesce(1);
    Map<String, Double> scores = new MetricPass(AREA).score(some, 300_000);
    assertThat(scores).containsOnlyKeys("areaUnderROC", "areaUnderPR");
    assertThat(scores.get("areaUnderROC")).isCloseTo(AREA.evaluate(some), within(1e-12));
    BinaryAreas binned = AreaPass.of(some, "rawPrediction", "label", 1_000);
    assertThat(binned.rocError()).isPositive();
    assertThat(AreaPass.of(some.repartition(7), "rawPrediction", "label", 1_000)).isEqualTo(binned);
  }

  @Test
  void an_evaluator_with_more_bins_than_half_the_rows_makes_none() throws TimeoutException {
    BinaryClassificationEvaluator usual = new BinaryClassificationEvaluator();
    Dataset<Row> few = predictions(1_999);
    SparkContext context = spark().sparkContext();
    context.setJobGroup("areas of few", "both areas", false);
    Map<String, Double> scores = new MetricPass(usual).score(few, 1_999);
    context.clearJobGroup();
    context.listenerBus().waitUntilEmpty();
    assertThat(context.statusTracker().getJobIdsForGroup("areas of few")).hasSize(1);
    assertThat(scores).containsOnlyKeys("areaUnderROC", "areaUnderPR");
    assertThat(scores.get("areaUnderROC")).isCloseTo(usual.evaluate(few), within(1e-12));
    assertThat(scores.get("areaUnderPR"))
        .isCloseTo(
            usual.copy(ParamMap.empty()).setMetricName("areaUnderPR").evaluate(few), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 2_000})
  void an_evaluator_that_makes_bins_is_asked_itself(long expected) {
    BinaryClassificationEvaluator usual = new BinaryClassificationEvaluator();
    Dataset<Row> more = predictions(2_000).coalesce(1);
    Map<String, Double> scores = new MetricPass(usual).score(more, expected);
    assertThat(scores).containsOnlyKeys("areaUnderROC");
    assertThat(scores.get("areaUnderROC")).isEqualTo(usual.evaluate(more));
  }

  @Test
  void more_scores_than_were_expected_are_left_to_spark() {
    Dataset<Row> many = predictions(600_000);
    Map<String, Double> scores = new MetricPass(AREA).score(many, 100);
    assertThat(scores).containsOnlyKeys("areaUnderROC");
    assertThat(scores.get("areaUnderROC")).isCloseTo(AREA.evaluate(many), within(1e-12));
  }
}
