package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AscentTest {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("kind", List.of("a", "b", "c"))),
              Dimension.always(new IntParameter("trees", 10, 200, Scale.LINEAR)),
              Dimension.always(new FloatParameter("rate", 0.1, 0.9, Scale.LINEAR))));

  private static long number(Configuration configuration) {
    Map<String, Object> values = SPACE.values(configuration);
    int trees = (Integer) values.getOrDefault("trees", 0);
    double rate = (Double) values.getOrDefault("rate", 0.0);
    return Math.round(("b".equals(values.get("kind")) ? 2 : 1) * trees * 10 / rate);
  }

  @Test
  void every_dimension_goes_to_the_end_with_the_largest_number() {
    Configuration start = new Configuration(Map.of("kind", "a", "trees", 20, "rate", 0.5));
    assertThat(SPACE.values(Ascent.from(SPACE, start, AscentTest::number)))
        .isEqualTo(Map.of("kind", "b", "trees", 200, "rate", 0.1));
  }

  @Test
  void a_configuration_without_some_parameters_is_a_start_too() {
    Configuration start = new Configuration(Map.of("kind", "a", "rate", 0.5));
    assertThat(SPACE.values(Ascent.from(SPACE, start, AscentTest::number)))
        .isEqualTo(Map.of("kind", "b", "trees", 200, "rate", 0.1));
  }

  @Test
  void the_learner_stays_the_same() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter(Configuration.LEARNER, List.of("x", "y"))),
                Dimension.always(new IntParameter("x.n", 1, 9, Scale.LINEAR))));
    Configuration start = Configuration.of("x", Map.of("n", 3));
    assertThat(Ascent.from(space, start, other -> other.learner().equals("y") ? 100 : 1))
        .isEqualTo(start);
  }
}
