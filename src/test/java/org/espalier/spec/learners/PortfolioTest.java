package org.espalier.spec.learners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.espalier.metric.ProblemType;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.junit.jupiter.api.Test;

final class PortfolioTest {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(
                  new ChoiceParameter(Configuration.LEARNER, List.of("one", "two", "own"))),
              of("one", new IntParameter("one.depth", 1, 9, Scale.LINEAR, 1, 0)),
              of("one", new ChoiceParameter("one.share", List.of("all", "0.7"))),
              of("two", new FloatParameter("two.penalty", 0, 1, Scale.LINEAR, 0, 0)),
              of("own", new FloatParameter("own.penalty", 0, 1, Scale.LINEAR, 0, 0))));

  private static Dimension of(String learner, org.espalier.space.Parameter parameter) {
    return new Dimension(parameter, List.of(new Condition(Configuration.LEARNER, learner)));
  }

  private static LearnerPlan learner(String name, String type, boolean isSuggested) {
    return new LearnerPlan(name, type, Map.of(), ParamRules.NONE, isSuggested);
  }

  private static List<Configuration> starts(
      List<Map<String, Object>> trees, List<Map<String, Object>> lines, int most) {
    return new Portfolio(Map.of("tree", trees, "line", lines), Map.of())
        .starts(
            List.of(
                learner("one", "one-vs-rest(tree)", true),
                learner("two", "line", true),
                learner("own", "line", false)),
            SPACE,
            List.of(tree(5, "0.7"), Configuration.of("two", Map.of())),
            ProblemType.MULTICLASS,
            most);
  }

  private static Configuration tree(int depth, String share) {
    return Configuration.of("one", Map.of("depth", depth, "share", share));
  }

  private static Configuration line(double penalty) {
    return Configuration.of("two", Map.of("penalty", penalty));
  }

  @Test
  void the_first_point_of_each_learner_with_a_suggested_space_comes_before_any_second() {
    List<Map<String, Object>> trees =
        List.of(
            Map.of("depth", 3, "share", "all"),
            Map.of("depth", 4.0, "share", 0.7),
            Map.of("depth", 5, "share", "all"));
    List<Map<String, Object>> lines = List.of(Map.of("penalty", 1), Map.of("penalty", 0.5));
    assertThat(starts(trees, lines, 9))
        .containsExactly(tree(3, "all"), line(1.0), tree(4, "0.7"), line(0.5), tree(5, "all"));
    assertThat(starts(trees, lines, 3)).hasSize(3);
    assertThat(starts(trees, lines, 0)).isEmpty();
  }

  @Test
  void of_boosted_trees_three_points_come_at_a_time() {
    List<Map<String, Object>> depths =
        List.of(Map.of("depth", 3), Map.of("depth", 4), Map.of("depth", 5), Map.of("depth", 6));
    List<Map<String, Object>> lines = List.of(Map.of("penalty", 0.5), Map.of("penalty", 0.25));
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(
                    new ChoiceParameter(Configuration.LEARNER, List.of("two", "boosted"))),
                of("boosted", new IntParameter("boosted.depth", 1, 9, Scale.LINEAR, 1, 0)),
                of("two", new FloatParameter("two.penalty", 0, 1, Scale.LINEAR, 0, 0))));
    assertThat(
            new Portfolio(Map.of("xgboost", depths, "line", lines), Map.of())
                .starts(
                    List.of(learner("two", "line", true), learner("boosted", "xgboost", true)),
                    space,
                    List.of(),
                    ProblemType.BINARY,
                    9))
        .extracting(point -> point.params().values().iterator().next())
        .containsExactly(0.5, 3, 4, 5, 0.25, 6);
  }

  @Test
  void a_point_that_the_space_does_not_contain_is_left_out() {
    List<Map<String, Object>> trees =
        List.of(
            Map.of("depth", 10, "share", "all"),
            Map.of("depth", 2.5, "share", "all"),
            Map.of("depth", 3, "share", "none"),
            Map.of("depth", 3, "share", "all", "gain", 1),
            Map.of("depth", 9, "share", "all"));
    assertThat(starts(trees, List.of(), 9)).containsExactly(tree(9, "all"));
  }

  @Test
  void a_param_that_a_point_does_not_name_has_its_default() {
    assertThat(starts(List.of(Map.of("depth", 3)), List.of(Map.of()), 9))
        .containsExactly(tree(3, "0.7"));
  }

  @Test
  void there_are_none_for_another_task() {
    Portfolio portfolio = new Portfolio(Map.of("tree", List.of(Map.of("depth", 1))), Map.of());
    assertThat(portfolio.points("tree", ProblemType.BINARY)).hasSize(1);
    assertThat(portfolio.points("tree", ProblemType.REGRESSION)).isEmpty();
    assertThat(portfolio.points("tree", ProblemType.CLUSTERING)).isEmpty();
    assertThat(portfolio.points("pipeline(hdfs:///p)", ProblemType.BINARY)).isEmpty();
  }
}
