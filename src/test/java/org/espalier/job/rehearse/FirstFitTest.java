package org.espalier.job.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FirstFitTest {

  @Test
  void the_time_on_all_rows_goes_on_as_from_few_to_more() {
    assertThat(FirstFit.linear(Duration.ofMillis(100), Duration.ofMillis(550), 1_000_000))
        .isEqualTo(Duration.ofMillis(10_050));
  }

  @Test
  void a_longer_fit_on_fewer_rows_says_nothing() {
    assertThat(FirstFit.linear(Duration.ofSeconds(2), Duration.ofSeconds(1), 1_000_000))
        .isEqualTo(Duration.ofSeconds(1));
  }
}
