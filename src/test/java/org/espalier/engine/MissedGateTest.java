package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.spec.Origins;
import org.espalier.spec.WinnerPlan;
import org.espalier.study.Direction;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

/** Gates that a winner meets or misses. */
final class MissedGateTest {

  private static final Summary SUMMARY = StudyRecord.of(SampleStudy.events()).summary();

  private static final double SCORE =
      SUMMARY.result().winner().orElseThrow().heldOut().orElseThrow().score();

  private static final double GAIN =
      SUMMARY.result().improvement().orElseThrow().heldOut().orElseThrow();

  private static Optional<String> missed(OptionalDouble improvement, OptionalDouble score) {
    return missed(improvement, score, SUMMARY);
  }

  private static Optional<String> missed(
      OptionalDouble improvement, OptionalDouble score, Summary summary) {
    WinnerPlan gates = new WinnerPlan(WinnerPlan.Rule.BEST, 0, improvement, score);
    return Winner.missed(gates, Origins.none("study.conf"), summary);
  }

  /** The summary with a metric of which less is better. */
  private static Summary minimized() {
    Summary.Result result = SUMMARY.result();
    return new Summary(
        SUMMARY.format(),
        SUMMARY.study(),
        SUMMARY.end(),
        new Summary.Result(
            result.winner(),
            result.baseline(),
            result.improvement(),
            new Summary.Metric("log-loss", Direction.MINIMIZE),
            result.outOfFold(),
            result.refit()),
        SUMMARY.search(),
        SUMMARY.cost(),
        SUMMARY.provenance(),
        SUMMARY.files());
  }

  private static OptionalDouble of(double value) {
    return OptionalDouble.of(value);
  }

  @Test
  void none_is_missed_where_none_is_asked_for_or_just_as_much_as_is_reached() {
    assertThat(missed(OptionalDouble.empty(), OptionalDouble.empty())).isEmpty();
    assertThat(missed(of(GAIN), of(SCORE))).isEmpty();
  }

  @Test
  void an_improvement_that_is_too_small_is_said_first() {
    assertThat(missed(of(0.9), of(1.1)).orElseThrow())
        .contains("require.min-improvement: 0.9 is required, but ")
        .endsWith(" was gained");
  }

  @Test
  void a_score_that_is_too_low_is_said_with_the_rows_that_it_is_of() {
    assertThat(missed(OptionalDouble.empty(), of(1.1)).orElseThrow())
        .contains("require.required-score: a held-out area-under-roc of at least 1.1 is required")
        .contains(", but it is ");
  }

  @Test
  void of_a_metric_that_is_minimised_a_score_that_is_too_high_misses_the_gate() {
    OptionalDouble none = OptionalDouble.empty();
    assertThat(missed(none, of(SCORE), minimized())).isEmpty();
    assertThat(missed(none, of(0.5), minimized()).orElseThrow())
        .contains("require.required-score: a held-out log-loss of at most 0.5 is required");
  }
}
