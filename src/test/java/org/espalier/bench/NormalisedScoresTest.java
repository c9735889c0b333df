package org.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NormalisedScoresTest {

  @Test
  void scores_run_from_the_defaults_to_the_best_of_a_table() {
    NormalisedScores scores =
        new NormalisedScores(
            List.of(
                Map.of("defaults", 0.8, "auto", 0.9, "rival", 0.85),
                Map.of("defaults", -100.0, "auto", -70.0, "rival", -60.0)));
    assertThat(scores.of("auto")).containsExactly(new double[] {1, 0.75}, within(1e-12));
    assertThat(scores.of("rival")).containsExactly(new double[] {0.5, 1}, within(1e-12));
    assertThat(scores.mean("auto")).isCloseTo(0.875, within(1e-12));
    assertThat(scores.first()).isEqualTo("auto");
  }

  @Test
  void one_worse_than_the_defaults_is_negative() {
    assertThat(one(Map.of("defaults", 0.5, "auto", 0.4, "rival", 0.6)).mean("auto"))
        .isCloseTo(-1, within(1e-12));
  }

  @Test
  void a_tool_without_a_model_has_what_the_defaults_have() {
    NormalisedScores scores =
        new NormalisedScores(
            List.of(
                Map.of("defaults", 0.5, "auto", 0.6, "rival", 0.6),
                Map.of("defaults", 0.5, "auto", 0.6)));
    assertThat(scores.of("rival")).containsExactly(1, 0);
    assertThat(scores.tools()).containsExactly("auto", "rival");
  }

  @Test
  void a_table_on_which_none_beats_the_defaults_decides_nothing() {
    NormalisedScores scores = one(Map.of("defaults", 0.5, "auto", 0.5, "rival", 0.4));
    assertThat(scores.mean("auto")).isZero();
    assertThat(scores.mean("rival")).isZero();
    assertThat(scores.isFirst("auto")).isTrue();
  }

  @Test
  void behind_the_first_by_the_standard_error_is_as_good_as_first() {
    NormalisedScores scores =
        new NormalisedScores(
            List.of(
                Map.of("defaults", 0.0, "auto", 1.0, "close", 0.9, "rival", 0.2),
                Map.of("defaults", 0.0, "auto", 0.7, "close", 1.0, "rival", 0.2)));
    assertThat(scores.first()).isEqualTo("close");
    assertThat(scores.error("auto", "close")).isCloseTo(0.2, within(1e-12)); // of 0.1 and -0.3
    assertThat(scores.isFirst("auto")).isTrue();
    assertThat(scores.isFirst("rival")).isFalse();
  }

  private static NormalisedScores one(Map<String, Double> scores) {
    return new NormalisedScores(List.of(scores));
  }
}
