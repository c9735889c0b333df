package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigurationTest {

  private static Configuration of(Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Configuration(values);
  }

  @Test
  void is_equal_by_value_in_whatever_order_it_was_built() {
    assertThat(of("a", 1, "b", 0.5)).isEqualTo(of("b", 0.5, "a", 1));
    assertThat(of("a", 1, "b", 0.5)).hasSameHashCodeAs(of("b", 0.5, "a", 1));
    assertThat(of("a", 1)).isNotEqualTo(of("a", 1L)).isNotEqualTo(of("a", 1.0));
    assertThat(of("a", "1")).isNotEqualTo(of("a", 1));
  }

  @Test
  void keeps_its_order_and_cannot_be_changed() {
    Map<String, Object> values = new LinkedHashMap<>(Map.of("z", 1));
    values.put("a", 2);
    Configuration configuration = new Configuration(values);
    values.put("z", 3);
    assertThat(configuration).hasToString("{z=1, a=2}");
    assertThatThrownBy(() -> configuration.values().put("b", 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refuses_what_is_no_value() {
    for (Object value :
        List.of(Double.NaN, Double.NEGATIVE_INFINITY, 1.0f, List.of(List.of()), 'c')) {
      assertThatThrownBy(() -> of("x", value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Parameter 'x': a value must be true, false, a finite number, a text or a list of"
                  + " these, but is %s.",
              value);
    }
  }

  @Test
  void keeps_lists_as_values_that_cannot_be_changed() {
    List<Object> layers = new ArrayList<>(List.of(16, 8));
    Configuration configuration = of("layers", layers);
    layers.set(0, 1);
    assertThat(configuration).isEqualTo(of("layers", List.of(16, 8)));
    assertThat(configuration).hasSameHashCodeAs(of("layers", List.of(16, 8)));
    assertThat(configuration).isNotEqualTo(of("layers", List.of(8, 16)));
    List<?> kept = (List<?>) configuration.values().getOrDefault("layers", List.of());
    assertThat(kept).hasSize(2);
    assertThatThrownBy(() -> kept.remove(0)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void reads_its_numbers_as_numbers() {
    assertThat(of("a", 1, "b", 0.5).number("a")).isEqualTo(1.0);
    assertThat(of("a", 1, "b", 0.5).number("b")).isEqualTo(0.5);
    assertThatThrownBy(() -> of("a", "1").number("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("{a=1} has no number 'a'.");
  }

  @Test
  void a_learner_has_its_own_params() {
    Configuration configuration =
        Configuration.of("forest", Map.of("maxDepth", 7, "imputer.strategy", "mean"));
    assertThat(configuration.learner()).isEqualTo("forest");
    assertThat(configuration.params())
        .containsOnly(Map.entry("maxDepth", 7), Map.entry("imputer.strategy", "mean"));
    assertThat(configuration)
        .isEqualTo(
            of("learner", "forest", "forest.maxDepth", 7, "forest.imputer.strategy", "mean"));
    assertThat(Configuration.of("bayes", Map.of()).params()).isEmpty();
  }

  @Test
  void a_parameter_that_happens_to_be_named_learner_is_one_among_others() {
    Configuration configuration = of("learner", "svm", "C", 1.0);
    assertThat(configuration.learner()).isEmpty();
    assertThat(configuration.params()).isEqualTo(configuration.values());
    assertThat(of("learner", 1).learner()).isEmpty();
    assertThat(of("learner", "svm", "svmC", 1.0).learner()).isEmpty();
    assertThat(of("learner", "svm", "svm", 1.0).learner()).isEmpty();
    assertThat(of("C", 1.0).learner()).isEmpty();
  }
}
