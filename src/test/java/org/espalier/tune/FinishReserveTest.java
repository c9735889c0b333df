package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.evaluate.CrossValidation;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.Studies;
import org.espalier.tune.FinishReserve.Step;
import org.junit.jupiter.api.Test;

final class FinishReserveTest {

  private static final RungLadder LADDER = RungLadder.full(100, 2);

  private final FinishReserve reserve = new FinishReserve(3, Duration.ofSeconds(5), left(1));

  private static CellOutcome cell(int fold, CellState state, double seconds) {
    Cost cost = new Cost(1, seconds, 0, 0, Cost.Footprint.NONE, Cost.Span.NONE);
    OptionalDouble score =
        state == CellState.COMPLETED ? OptionalDouble.of(0.5) : OptionalDouble.empty();
    return new CellOutcome(fold, state, 50, score, Map.of(), CellTraining.NONE, "", cost);
  }

  private static List<Outcome> outcomes(CellState state, double seconds) {
    Proposal proposal = new Proposal(0, 0, 0, List.of(0, 1), 100);
    Study study =
        Studies.empty(1).asked(new Trial(0, new Configuration(Map.of("x", 1)), "random"), proposal);
    List<CellOutcome> cells = List.of(cell(0, state, seconds), cell(1, state, seconds + 9));
    return List.of(CrossValidation.outcome(study, LADDER, proposal, cells));
  }

  private static Map<Step, Duration> left(long seconds) {
    return Map.of(Step.LEAVE, Duration.ofSeconds(seconds));
  }

  @Test
  void a_step_is_followed_by_those_after_it_whatever_has_been_done_before() {
    FinishReserve kept =
        new FinishReserve(
            1,
            Duration.ZERO,
            Map.of(
                Step.LEAVE, Duration.ofSeconds(4),
                Step.SAVE, Duration.ofSeconds(2),
                Step.JUDGE, Duration.ofSeconds(1)));
    assertThat(kept.from(Step.JUDGE)).hasSeconds(7);
    assertThat(kept.from(Step.ANALYSE)).hasSeconds(6);
    assertThat(kept.from(Step.COMPARE)).hasSeconds(4);
  }

  private static FitTimes longest(double... seconds) {
    FitTimes fits = new FitTimes(LADDER);
    for (int number = 0; number < seconds.length; number++) {
      Proposal proposal = new Proposal(number, number, 0, List.of(0, 1), 100);
      fits.add(proposal, cell(0, CellState.COMPLETED, seconds[number]).cost());
    }
    return fits;
  }

  private static FinishReserve further(
      int members, double again, long most, Map<Step, Duration> rest) {
    FinishReserve.Further skipped =
        new FinishReserve.Further(members, again, Duration.ofSeconds(most));
    return new FinishReserve(1, Duration.ofSeconds(2), rest, skipped, false);
  }

  @Test
  void a_fit_on_held_out_rows_too_has_a_time_of_its_own_for_which_no_other_step_waits() {
    Map<Step, Duration> rest =
        Map.of(
            Step.SAVE, Duration.ofSeconds(3),
            Step.REFIT, Duration.ofSeconds(2),
            Step.LEAVE, Duration.ofSeconds(1));
    FinishReserve kept = further(1, 2.5, 40, rest);
    assertThat(kept.from(Step.SAVE)).hasSeconds(3 + 1);
    assertThat(kept.from(Step.REFIT)).hasSeconds(2 + 1);
    assertThat(kept.after(longest(1, 9), LADDER, false)).hasSeconds(18 + 3 + 1 + 10 + 25 + 2);
    assertThat(kept.after(longest(1, 29), LADDER, false)).hasSeconds(58 + 3 + 1 + 40 + 2);
    assertThat(kept.after(longest(1, 9), LADDER, true)).hasSeconds(18 + 3 + 1);
    assertThat(kept.further().fits()).isEqualTo(4);
    assertThatThrownBy(() -> further(1, Double.NaN, 30, rest)).hasMessageContaining("not negative");
  }

  @Test
  void further_fits_take_as_long_as_the_mean_and_together_no_longer_than_is_kept_for_them() {
    FinishReserve kept = further(3, 0, 30, left(1));
    assertThat(kept.after(longest(1, 9), LADDER, false)).hasSeconds(18 + 3 * 10 + 1);
    assertThat(kept.after(longest(1, 29), LADDER, false)).hasSeconds(58 + 30 + 1);
    assertThat(kept.after(longest(1, 29), LADDER, true)).hasSeconds(58 + 1);
  }

  private long after(List<Outcome> evaluated) {
    return reserve.afterFit(evaluated, LADDER).toSeconds();
  }

  @Test
  void a_fit_on_all_rows_takes_as_long_as_the_folds_of_its_trial_tell() {
    assertThat(after(outcomes(CellState.COMPLETED, 4))).isEqualTo(9); // 4 s on half, and the rest
  }

  @Test
  void a_fit_still_ends_in_time_when_a_part_of_what_is_kept_has_passed() {
    List<Outcome> evaluated = outcomes(CellState.COMPLETED, 4);
    assertThat(FinishReserve.fit(evaluated, LADDER))
        .hasSeconds(8)
        .isLessThan(reserve.after(longest(4), LADDER, false));
    assertThat(FinishReserve.fit(outcomes(CellState.COMPLETED, 1), LADDER)).hasSeconds(2);
  }

  @Test
  void of_a_first_trial_that_is_fitted_already_only_the_rest_is_kept() {
    Map<Step, Duration> rest =
        Map.of(Step.SAVE, Duration.ofSeconds(3), Step.LEAVE, Duration.ofSeconds(2));
    FinishReserve fitted =
        new FinishReserve(3, Duration.ofSeconds(5), rest, FinishReserve.Further.NONE, true);
    assertThat(fitted.after(longest(9), LADDER, true)).hasSeconds(2);
    assertThat(fitted.after(longest(9), LADDER, false)).hasSeconds(3 * 18 + 5);
    assertThat(fitted.afterFit(outcomes(CellState.COMPLETED, 4), LADDER)).hasSeconds(8 + 5);
    assertThat(reserve.after(longest(9), LADDER, true)).hasSeconds(18 + 1);
  }

  @Test
  void it_takes_no_less_than_the_fit_that_was_seen_before_the_search() {
    assertThat(after(outcomes(CellState.COMPLETED, 1))).isEqualTo(6);
    assertThat(after(outcomes(CellState.FAILED, 4))).isEqualTo(6);
    assertThat(after(List.of())).isEqualTo(6);
  }
}
