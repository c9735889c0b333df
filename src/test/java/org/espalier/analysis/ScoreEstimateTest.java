package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ScoreEstimateTest {

  @Test
  void a_real_number_has_four_digits_and_a_long_one_a_power_of_ten() {
    assertThat(ScoreEstimate.value(0.123_456)).isEqualTo("0.1235");
    assertThat(ScoreEstimate.value(1.234_56e-12)).isEqualTo("1.235e-12");
    assertThat(ScoreEstimate.value("gini")).isEqualTo("gini");
  }
}
