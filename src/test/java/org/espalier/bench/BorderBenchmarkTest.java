package org.espalier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BorderBenchmarkTest {

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"bayes, dense", "boosting, sparse"})
  void a_table_just_below_the_border_takes_no_more_memory_than_was_planned(
      String learner, String form) throws Exception {
    BorderTrial.Result result =
        BorderBenchmark.trial("1g", learner, form, BorderBenchmark.BELOW).orElseThrow();
    assertThat(result.trainer()).isEqualTo("task");
    // A peak is that of the collections that happened, so a lower one can be an early collection.
    assertThat((double) result.peak())
        .as(result.toString())
        .isPositive()
        .isLessThanOrEqualTo(result.planned() * (1 + BorderBenchmark.TOLERANCE));
  }
}
