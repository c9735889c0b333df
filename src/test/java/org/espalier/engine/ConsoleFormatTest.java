package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.space.Configuration;
import org.junit.jupiter.api.Test;

final class ConsoleFormatTest {

  @Test
  void a_score_has_four_digits_and_no_exponent() {
    assertThat(ConsoleFormat.text(0.912_345)).isEqualTo("0.9123");
    assertThat(ConsoleFormat.text(0.999_96)).isEqualTo("1.000");
    assertThat(ConsoleFormat.text(-0.000_123_456)).isEqualTo("-0.0001235");
    assertThat(ConsoleFormat.text(123_456.7)).isEqualTo("123500");
    assertThat(ConsoleFormat.text(1e-12)).isEqualTo("0.0000000000010");
    assertThat(ConsoleFormat.text(0.0)).isEqualTo("0.0");
  }

  @Test
  void a_duration_has_its_two_largest_units() {
    assertThat(ConsoleFormat.text(Duration.ofMillis(59_999))).isEqualTo("59 s");
    assertThat(ConsoleFormat.text(Duration.ofSeconds(60))).isEqualTo("1 min 00 s");
    assertThat(ConsoleFormat.text(Duration.ofSeconds(3_599))).isEqualTo("59 min 59 s");
    assertThat(ConsoleFormat.text(Duration.ofHours(1))).isEqualTo("1 h 00 min");
    assertThat(ConsoleFormat.text(Duration.ofHours(49).plusMinutes(7))).isEqualTo("49 h 07 min");
  }

  @Test
  void a_configuration_is_its_learner_and_the_values_without_its_name() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(Configuration.LEARNER, "forest");
    values.put("forest.maxDepth", 7);
    values.put("forest.imputer.strategy", "mean");
    values.put("forest.minInfoGain", 0.012_345_6);
    values.put("forest.bootstrap", true);
    assertThat(ConsoleFormat.text(new Configuration(values)))
        .isEqualTo(
            "forest: maxDepth = 7, imputer.strategy = mean, minInfoGain = 0.01235,"
                + " bootstrap = true");
  }

  @Test
  void a_learner_without_values_stands_alone() {
    assertThat(ConsoleFormat.text(new Configuration(Map.of(Configuration.LEARNER, "forest"))))
        .isEqualTo("forest");
  }

  @Test
  void values_without_a_learner_stand_alone() {
    assertThat(ConsoleFormat.text(new Configuration(Map.of("x", 3)))).isEqualTo("x = 3");
  }

  @Test
  void an_estimate_and_its_error_have_the_same_decimals() {
    assertThat(ConsoleFormat.text(0.912_345, 0.012_34)).isEqualTo("0.9123 ± 0.0123");
    assertThat(ConsoleFormat.text(1.02, 9.001e-5)).isEqualTo("1.02000 ± 0.00009");
    assertThat(ConsoleFormat.text(105.23, 13)).isEqualTo("105.2 ± 13.0");
    assertThat(ConsoleFormat.text(123_456, 7_000)).isEqualTo("123456 ± 7000");
    assertThat(ConsoleFormat.text(0.5, 0)).isEqualTo("0.5000 ± 0.0000");
    assertThat(ConsoleFormat.text(0, 0.3)).isEqualTo("0.0 ± 0.3");
    assertThat(ConsoleFormat.text(0.5, 1e-200)).isEqualTo("0.5000000000 ± 0.0000000000");
    assertThat(ConsoleFormat.text(0.5, Double.POSITIVE_INFINITY)).isEqualTo("0.5 ± Infinity");
  }

  @Test
  void params_are_listed_with_four_digits() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("maxDepth", 7);
    values.put("impurity", "gini");
    values.put("regParam", 9.080615836142299E-4);
    values.put("elasticNetParam", 0.282396293698327);
    assertThat(ConsoleFormat.text(values))
        .isEqualTo("maxDepth = 7, impurity = gini, regParam = 0.0009081, elasticNetParam = 0.2824");
    assertThat(ConsoleFormat.text(Map.<String, Object>of())).isEmpty();
  }
}
