package org.espalier.spec.learners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.space.Configuration;
import org.junit.jupiter.api.Test;

final class SimplicityTest {

  private final Simplicity simpler =
      Simplicity.of(
          List.of(
              new LearnerPlan("linear", "linear-regression", Map.of()),
              new LearnerPlan("forest", "random-forest", Map.of()),
              new LearnerPlan("net", "multilayer-perceptron", Map.of())));

  private static Configuration of(String learner, Map<String, Object> params) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(Configuration.LEARNER, learner);
    params.forEach((name, value) -> values.put(learner + "." + name, value));
    return new Configuration(values);
  }

  @Test
  void an_earlier_learner_is_simpler_whatever_its_params() {
    assertThat(simpler.compare(of("linear", Map.of("regParam", 0.0)), of("forest", Map.of())))
        .isNegative();
  }

  @Test
  void fewer_and_shallower_trees_are_simpler_depth_first() {
    Configuration shallow = of("forest", Map.of("maxDepth", 3, "numTrees", 100));
    Configuration deep = of("forest", Map.of("maxDepth", 5, "numTrees", 10));
    assertThat(simpler.compare(shallow, deep)).isNegative();
    assertThat(simpler.compare(deep, shallow)).isPositive();
  }

  @Test
  void more_regularisation_is_simpler() {
    assertThat(
            simpler.compare(
                of("linear", Map.of("regParam", 1.0)), of("linear", Map.of("regParam", 0.1))))
        .isNegative();
  }

  @Test
  void fewer_hidden_units_are_simpler() {
    assertThat(
            simpler.compare(
                of("net", Map.of("hiddenLayers", "8 8")), of("net", Map.of("hiddenLayers", "32"))))
        .isNegative();
  }

  @Test
  void params_that_are_not_listed_say_nothing() {
    assertThat(simpler.compare(of("net", Map.of("stepSize", 1)), of("net", Map.of("stepSize", 2))))
        .isZero();
  }
}
