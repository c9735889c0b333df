package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RecommendationTest {

  private static List<String> values(List<Recommendation> list) {
    return list.stream().map(Recommendation::value).toList();
  }

  @Test
  void every_strategy_is_recommended_for_something() {
    assertThat(values(Recommendation.SAMPLERS))
        .containsExactlyInAnyOrderElementsOf(Strategies.samplers());
    assertThat(values(Recommendation.SCHEDULERS))
        .containsExactlyInAnyOrderElementsOf(Strategies.schedulers());
  }

  @ParameterizedTest
  @CsvSource({"10, sobol", "15, auto", "200, auto", "201, tpe"})
  void samplers_go_by_trials_and_a_schedule_is_chosen_later(int trials, String sampler) {
    Recommendation.Study study =
        new Recommendation.Study(ProblemType.REGRESSION, List.of(), 1000, trials);
    assertThat(Recommendation.of(Recommendation.SAMPLERS, study).value()).isEqualTo(sampler);
    assertThat(Recommendation.of(Recommendation.SCHEDULERS, study).value()).isEqualTo("auto");
  }

  private static String metric(ProblemType task, Long... classes) {
    Recommendation.Study study = new Recommendation.Study(task, List.of(classes), 1000, 30);
    return Recommendation.of(Recommendation.METRICS, study).value();
  }

  @Test
  void a_rare_class_is_judged_by_a_metric_that_sees_it() {
    assertThat(metric(ProblemType.BINARY, 100L, 1999L)).isEqualTo("area-under-roc");
    assertThat(metric(ProblemType.BINARY, 100L, 2000L)).isEqualTo("area-under-pr");
    assertThat(metric(ProblemType.MULTICLASS, 100L, 1999L, 500L)).isEqualTo("accuracy");
    assertThat(metric(ProblemType.MULTICLASS, 100L, 2000L, 500L)).isEqualTo("macro-f1");
  }

  @ParameterizedTest
  @EnumSource
  void every_task_has_its_metric(ProblemType task) {
    assertThat(metric(task)).isEqualTo(Metric.defaultFor(task).key());
  }

  @Test
  void every_metric_exists_and_judges_classes_where_they_are_rare() {
    assertThat(values(Recommendation.METRICS)).allMatch(key -> Metric.of(key).isPresent());
    for (boolean two : new boolean[] {true, false}) {
      assertThat(Recommendation.ofRareClasses(two))
          .doesNotContain("accuracy")
          .allMatch(
              key ->
                  Metric.of(key)
                      .orElseThrow()
                      .fits(two ? ProblemType.BINARY : ProblemType.MULTICLASS));
    }
  }
}
