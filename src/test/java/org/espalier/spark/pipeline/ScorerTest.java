package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.espalier.plan.Metric;
import org.espalier.spark.data.StudyData;
import org.espalier.study.Direction;
import org.junit.jupiter.api.Test;

/** Needs no session. */
final class ScorerTest {

  private static final Map<Metric, String> NAMES =
      Map.of(
          Metric.AREA_UNDER_ROC, "areaUnderROC",
          Metric.AREA_UNDER_PR, "areaUnderPR",
          Metric.ACCURACY, "accuracy",
          Metric.F1, "f1",
          Metric.LOG_LOSS, "logLoss",
          Metric.RMSE, "rmse",
          Metric.MSE, "mse",
          Metric.MAE, "mae",
          Metric.R2, "r2");

  private static String param(Evaluator evaluator, String name) {
    return String.valueOf(evaluator.getOrDefault(evaluator.getParam(name)));
  }

  @Test
  void each_metric_is_that_of_sparks_evaluator_and_as_large_or_small_as_it_says() {
    for (Metric metric : Metric.values()) {
      Evaluator evaluator = Scorer.of(metric);
      assertThat(param(evaluator, "metricName")).isEqualTo(NAMES.get(metric));
      assertThat(param(evaluator, "labelCol")).isEqualTo(StudyData.LABEL);
      assertThat(evaluator.isLargerBetter())
          .as("%s", metric)
          .isEqualTo(metric.objective().direction() == Direction.MAXIMIZE);
    }
  }

  @Test
  void tasks_decide_about_the_evaluator_and_areas_are_exact() {
    assertThat(Scorer.of(Metric.AREA_UNDER_PR))
        .isInstanceOfSatisfying(
            BinaryClassificationEvaluator.class, e -> assertThat(e.getNumBins()).isZero());
    assertThat(Scorer.of(Metric.LOG_LOSS)).isInstanceOf(MulticlassClassificationEvaluator.class);
    assertThat(Scorer.of(Metric.R2)).isInstanceOf(RegressionEvaluator.class);
  }
}
