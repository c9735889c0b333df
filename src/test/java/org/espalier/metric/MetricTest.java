package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.study.Direction;
import org.junit.jupiter.api.Test;

final class MetricTest {

  @Test
  void is_found_by_the_name_it_has_in_settings() {
    for (Metric metric : Metric.values()) {
      assertThat(Metric.of(metric.key())).contains(metric);
    }
    assertThat(Metric.keys()).contains("area-under-roc", "log-loss", "rmse", "r2");
    assertThat(Metric.of("areaUnderROC")).contains(Metric.AREA_UNDER_ROC);
    assertThat(Metric.of("AREA_UNDER_ROC")).isEmpty();
  }

  @Test
  void every_task_is_judged_by_a_metric_that_fits_it() {
    for (ProblemType task : ProblemType.values()) {
      assertThat(Metric.defaultFor(task).fits(task)).isTrue();
      assertThat(Metric.defaultFor(task).tasks()).contains(task);
    }
    assertThat(Metric.RMSE.fits(ProblemType.BINARY)).isFalse();
  }

  @Test
  void an_error_is_made_small_and_a_quality_large() {
    assertThat(Metric.RMSE.direction()).hasValue(Direction.MINIMIZE);
    assertThat(Metric.R2.direction()).hasValue(Direction.MAXIMIZE);
    assertThat(Metric.of("brier").orElseThrow().direction()).hasValue(Direction.MINIMIZE);
    assertThat(Metric.of("mcc").orElseThrow().direction()).hasValue(Direction.MAXIMIZE);
  }

  @Test
  void mllibs_names_are_spelled_with_dashes() {
    assertThat(Metric.keys())
        .contains(
            "area-under-pr", "weighted-f-measure", "false-positive-rate-by-label", "macro-f1");
  }

  @Test
  void a_name_with_a_dot_is_a_class_which_knows_its_direction_itself() {
    Metric metric = Metric.of("com.acme.Profit").orElseThrow();
    assertThat(metric.family()).isEqualTo(Metric.Family.EVALUATOR);
    assertThat(metric.direction()).isEmpty();
    assertThat(metric.tasks()).containsExactly(ProblemType.values());
  }
}
