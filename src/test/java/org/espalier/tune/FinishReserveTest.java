package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.api.Test;

final class FinishReserveTest {

  private static final RungLadder LADDER = RungLadder.full(100, 2);

  private final FinishReserve reserve =
      new FinishReserve(3, Duration.ofSeconds(5), Duration.ofSeconds(1));

  private static CellOutcome cell(int fold, CellState state, double seconds) {
    Cost cost = new Cost(1, seconds, 0, 0, Cost.Footprint.NONE, Cost.Span.NONE);
    OptionalDouble score =
        state == CellState.COMPLETED ? OptionalDouble.of(0.5) : OptionalDouble.empty();
    return new CellOutcome(fold, state, 50, score, Map.of(), CellTraining.by(""), "", cost);
  }

  private static List<Outcome> outcomes(CellState state, double seconds) {
    Proposal proposal = new Proposal(0, 0, 0, List.of(0, 1), 100);
    Study study =
        Studies.empty(1).asked(new Trial(0, new Configuration(Map.of("x", 1)), "random"), proposal);
    List<CellOutcome> cells = List.of(cell(0, state, seconds), cell(1, state, seconds + 9));
    return List.of(CrossValidation.outcome(study, LADDER, proposal, cells));
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
        .isLessThan(reserve.after(4, LADDER, false));
    assertThat(FinishReserve.fit(outcomes(CellState.COMPLETED, 1), LADDER)).hasSeconds(2);
  }

  @Test
  void of_a_first_trial_that_is_fitted_already_only_the_rest_is_kept() {
    Duration rest = Duration.ofSeconds(2);
    FinishReserve fitted =
        new FinishReserve(3, Duration.ofSeconds(5), rest, 0, Duration.ZERO, Optional.of(rest));
    assertThat(fitted.after(9, LADDER, true)).isEqualTo(rest);
    assertThat(fitted.after(9, LADDER, false)).hasSeconds(3 * 18 + 2);
    assertThat(fitted.afterFit(outcomes(CellState.COMPLETED, 4), LADDER)).hasSeconds(8 + 2);
    assertThat(reserve.after(9, LADDER, true)).hasSeconds(18 + 1);
  }

  @Test
  void it_takes_no_less_than_the_fit_that_was_seen_before_the_search() {
    assertThat(after(outcomes(CellState.COMPLETED, 1))).isEqualTo(6);
    assertThat(after(outcomes(CellState.FAILED, 4))).isEqualTo(6);
    assertThat(after(List.of())).isEqualTo(6);
  }
}
