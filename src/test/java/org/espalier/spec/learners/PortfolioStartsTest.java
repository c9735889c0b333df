package org.espalier.spec.learners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.metric.ProblemType;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.junit.jupiter.api.Test;

final class PortfolioStartsTest {

  private static final Configuration DEFAULTS = forest(20);

  private static final StudySpace SPACE =
      new StudySpace(
          new SearchSpace(
              List.of(
                  Dimension.always(
                      new ChoiceParameter(Configuration.LEARNER, List.of("forest", "line"))),
                  of("forest", new IntParameter("forest.numTrees", 10, 500, Scale.LINEAR, 1, 0)),
                  of("line", new FloatParameter("line.regParam", 0, 1, Scale.LINEAR, 0, 0)))),
          List.of(DEFAULTS),
          List.of(),
          List.of(),
          Set.of(ProblemType.BINARY));

  private static Dimension of(String learner, Parameter parameter) {
    return new Dimension(parameter, List.of(new Condition(Configuration.LEARNER, learner)));
  }

  private static Configuration forest(int trees) {
    return Configuration.of("forest", Map.of("numTrees", trees));
  }

  private static Configuration line(double penalty) {
    return Configuration.of("line", Map.of("regParam", penalty));
  }

  /** A tree takes a tenth of a second, and a line as many seconds as its penalty. */
  private static double seconds(Configuration point) {
    return point.params().get("numTrees") instanceof Integer trees
        ? trees / 10.0
        : (double) point.params().getOrDefault("regParam", 0.0);
  }

  private static PortfolioStarts within(double seconds, Configuration... points) {
    return new PortfolioStarts(List.of(points))
        .within(
            seconds,
            SPACE,
            List.of(
                new LearnerPlan("forest", "random-forest", Map.of()),
                new LearnerPlan("line", "logistic-regression", Map.of())),
            PortfolioStartsTest::seconds);
  }

  @Test
  void points_with_enough_time_stay_as_they_are() {
    PortfolioStarts all = within(1000, forest(400), line(0.5), forest(100));
    assertThat(all).isEqualTo(new PortfolioStarts(List.of(forest(400), line(0.5), forest(100))));
    assertThat(all.change()).isEmpty();
  }

  @Test
  void a_long_point_gets_the_iterations_of_a_quarter_of_the_time_that_is_left() {
    // The defaults leave 40 s, the first point 30, and the second one 23.
    PortfolioStarts some = within(42, forest(400), forest(70), forest(200));
    assertThat(some.points()).containsExactly(forest(100), forest(70), forest(57));
    assertThat(some.shortened()).isEqualTo(2);
    assertThat(some.change()).startsWith(" (2 with fewer iterations, as planned");
  }

  @Test
  void a_point_of_which_less_than_a_quarter_would_be_left_or_without_iterations_is_left_out() {
    PortfolioStarts some = within(6, forest(400), line(1), forest(30), line(0.9), line(0.5));
    assertThat(some).isEqualTo(new PortfolioStarts(List.of(line(1), line(0.5)), 0, 3));
    assertThat(some.change())
        .isEqualTo(" (3 left out, as planned to take more than a quarter of the time left)");
  }

  @Test
  void no_time_leaves_no_points() {
    assertThat(within(1, forest(10), line(0.1)).points()).isEmpty();
    assertThat(within(1, forest(10)).leftOut()).isEqualTo(1);
  }
}
