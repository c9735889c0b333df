package org.espalier.job.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.espalier.spec.problem.Origins;
import org.junit.jupiter.api.Test;

final class TimeNeededTest {

  private static final Origins ORIGINS =
      new Origins("study.conf", Map.of("budget.timeout", "study.conf: 6"));

  private static TimeNeeded needed(int before, int reading, int... fitting) {
    return new TimeNeeded(
        Duration.ofSeconds(before),
        Duration.ofSeconds(reading),
        Arrays.stream(fitting).mapToObj(Duration::ofSeconds).findFirst());
  }

  private static String line(TimeNeeded needed, int budget) {
    return needed.problem(ORIGINS, Duration.ofSeconds(budget)).toString();
  }

  @Test
  void a_table_that_was_read_needs_twice_that_and_the_time_of_a_fit_that_was_not_done() {
    assertThat(needed(0, 31, 28).seconds()).isEqualTo(180); // 2 x (31 + 2 x 28) = 174
    assertThat(line(needed(0, 31, 28), 60))
        .isEqualTo(
            "study.conf: 6: budget.timeout: 60.0 s are too short: the table was read after 31.0 s, and"
                + " in the 28.0 s that were left its defaults were not fitted; at least 180 s");
  }

  @Test
  void a_table_that_was_not_read_is_taken_to_need_a_multiple_of_the_time_it_had() {
    assertThat(needed(0, 19).seconds()).isEqualTo(120); // 2 x 3 x 19 = 114
    assertThat(line(needed(0, 19), 20))
        .isEqualTo(
            "study.conf: 6: budget.timeout: 20.0 s are too short: the table was not read after 19.0 s;"
                + " at least 120 s");
  }

  @Test
  void what_earlier_runs_worked_is_needed_too() {
    assertThat(line(needed(3600, 3, 0), 3540))
        .contains("are too short, of which earlier runs worked 3600.0 s: the table was read")
        .endsWith("at least 3610 s");
  }
}
