package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RungLadderTest {

  @ParameterizedTest
  @CsvSource({"243, 3, 6", "59049, 3, 11", "59049, 9, 6", "1000, 10, 4", "1000000, 10, 7"})
  void counts_exact_powers_where_a_logarithm_is_one_off(long max, int eta, int levels) {
    assertThat(RungLadder.levels(1, max, eta)).hasSize(levels).last().isEqualTo(max);
  }

  @Test
  void every_exact_power_has_its_number_of_levels() {
    for (int eta = 2; eta <= 10; eta++) {
      int levels = 1;
      for (long max = 1; max <= 1_000_000; max *= eta) {
        assertThat(RungLadder.levels(1, max, eta)).hasSize(levels++).last().isEqualTo(max);
      }
    }
  }

  @Test
  void ends_with_the_maximum_itself() {
    assertThat(RungLadder.levels(2000, 20839, 3)).containsExactly(2000L, 6000L, 18000L, 20839L);
    assertThat(RungLadder.levels(7, 7, 3)).containsExactly(7L);
    assertThat(RungLadder.levels(6, 7, 3)).containsExactly(6L, 7L);
  }

  @Test
  void does_not_overflow() {
    assertThat(RungLadder.levels(1, Long.MAX_VALUE, 2))
        .hasSize(64)
        .last()
        .isEqualTo(Long.MAX_VALUE);
    assertThat(RungLadder.levels(Long.MAX_VALUE - 1, Long.MAX_VALUE, Integer.MAX_VALUE)).hasSize(2);
    RungLadder ladder = RungLadder.full(Long.MAX_VALUE, 5);
    assertThatThrownBy(() -> ladder.units(0, 5)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 5, 2", "-1, 5, 2", "6, 5, 2", "1, 5, 1"})
  void refuses_levels_that_do_not_rise(long min, long max, int eta) {
    assertThatThrownBy(() -> RungLadder.levels(min, max, eta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Levels need 1 <= min <= max and eta >= 2, not min %d, max %d, eta %d."
                .formatted(min, max, eta));
  }

  @Test
  void rungs_of_rows_evaluate_all_folds_anew() {
    RungLadder ladder = RungLadder.ofRows(100, 900, 3, 5);
    assertThat(ladder.top()).isEqualTo(2);
    assertThat(ladder.missingFolds(0)).containsExactly(0, 1, 2, 3, 4);
    assertThat(ladder.missingFolds(2)).containsExactly(0, 1, 2, 3, 4);
    assertThat(ladder.units(1, 5)).isEqualTo(1500);
    assertThat(ladder.share(0)).isEqualTo(100.0 / 900);
    assertThat(ladder.share(2)).isEqualTo(1);
  }

  @Test
  void rungs_of_folds_miss_only_what_was_not_evaluated() {
    RungLadder ladder = RungLadder.ofFolds(1, 5, 2, 800);
    assertThat(ladder.rungs()).extracting(Fidelity::folds).containsExactly(1, 2, 4, 5);
    assertThat(ladder.missingFolds(0)).containsExactly(0);
    assertThat(ladder.missingFolds(1)).containsExactly(1);
    assertThat(ladder.missingFolds(2)).containsExactly(2, 3);
    assertThat(ladder.missingFolds(3)).containsExactly(4);
    assertThat(ladder.share(1)).isEqualTo(0.4);
  }

  @Test
  void rungs_of_iterations_evaluate_all_folds_anew_by_a_share_of_what_each_runs_in_full() {
    RungLadder ladder = RungLadder.ofIterations(4, 40, 3, 100, 5);
    assertThat(ladder.top()).isEqualTo(3);
    assertThat(ladder.missingFolds(2)).containsExactly(0, 1, 2, 3, 4);
    assertThat(ladder.units(0, 5)).isEqualTo(2000);
    assertThat(ladder.units(3, 5)).isEqualTo(20_000);
    assertThat(ladder.share(1)).isEqualTo(0.3);
    assertThat(ladder.iterations(0, 40)).isEqualTo(4);
    assertThat(ladder.iterations(0, 15)).isEqualTo(2); // of 1.5
    assertThat(ladder.iterations(0, 1)).isEqualTo(1);
    assertThat(ladder.iterations(3, 15)).isEqualTo(15);
    assertThat(ladder.iterations(0, Integer.MAX_VALUE)).isEqualTo(214_748_365);
    assertThat(RungLadder.full(100, 5).iterations(0, 7)).isEqualTo(7);
    refused(
        List.of(new Fidelity(100, 5), ladder.rung(3)),
        "Rung 1 (%s) is not above %s.".formatted(ladder.rung(3), new Fidelity(100, 5)));
  }

  @Test
  void rungs_below_the_top_may_have_fewer_folds() {
    RungLadder ladder = RungLadder.ofRows(100, 900, 3, 5).withFoldsBelowTop(2);
    assertThat(ladder.rungs())
        .containsExactly(new Fidelity(100, 2), new Fidelity(300, 2), new Fidelity(900, 5));
    assertThat(ladder.missingFolds(1)).containsExactly(0, 1);
    assertThat(ladder.missingFolds(2)).containsExactly(0, 1, 2, 3, 4);
    assertThat(RungLadder.full(900, 5).withFoldsBelowTop(1)).isEqualTo(RungLadder.full(900, 5));
    assertThatThrownBy(() -> RungLadder.ofRows(100, 900, 3, 5).withFoldsBelowTop(6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not above");
  }

  @Test
  void a_model_of_few_rows_is_validated_on_its_share_of_a_fold_and_ten_thousand_at_least() {
    RungLadder ladder = RungLadder.ofRows(2_700, 72_900, 3, 3);
    assertThat(ladder.validationRows(2_700, 40_500)).isEqualTo(10_000);
    assertThat(ladder.validationRows(24_300, 40_500)).isEqualTo(13_500);
    assertThat(ladder.validationRows(72_900, 40_500)).isEqualTo(40_500);
    assertThat(ladder.validationRows(80_000, 40_501)).isEqualTo(40_501);
    assertThat(ladder.validationRows(2_700, 9_000)).isEqualTo(9_000);
    assertThat(RungLadder.ofFolds(1, 5, 3, 72_900).validationRows(72_900, 40_500))
        .isEqualTo(40_500);
    assertThat(RungLadder.full(Long.MAX_VALUE, 3).validationRows(1L << 62, 1L << 60))
        .isEqualTo(1L << 59);
  }

  @Test
  void refuses_a_ladder_that_falls_or_stands_still() {
    Fidelity low = new Fidelity(10, 5);
    Fidelity high = new Fidelity(20, 5);
    refused(List.of(), "A ladder needs a rung.");
    refused(List.of(high, low), "Rung 1 (%s) is not above %s.".formatted(low, high));
    refused(List.of(low, low), "Rung 1 (%s) is not above %s.".formatted(low, low));
    assertThatThrownBy(() -> new Fidelity(0, 1))
        .hasMessage(
            "A fidelity needs at least one row, one fold and one iteration, not 0, 1 and 1.");
  }

  private static void refused(List<Fidelity> rungs, String message) {
    assertThatThrownBy(() -> new RungLadder(rungs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
