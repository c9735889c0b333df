package org.espalier.job.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WarmStepTest {

  @Test
  void a_step_takes_half_as_long_when_it_runs_again_or_a_second_less() {
    assertThat(Rehearsal.warm(Duration.ofMillis(400))).hasMillis(200);
    assertThat(Rehearsal.warm(Duration.ofSeconds(2))).hasSeconds(1);
    assertThat(Rehearsal.warm(Duration.ofMinutes(1))).hasSeconds(59);
    assertThat(Rehearsal.warm(Duration.ZERO)).isZero();
  }
}
