package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.evaluate.CrossValidation;
import org.espalier.plan.BudgetPlan;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.tune.StopReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EndingTest {

  private static final RungLadder LADDER = RungLadder.full(100, 1);

  private static final BudgetPlan BUDGET =
      new BudgetPlan(
          OptionalLong.of(12_000),
          Optional.of(Duration.ofHours(2)),
          Optional.of(Duration.ofMinutes(90)),
          OptionalDouble.of(0.75),
          OptionalInt.of(20),
          Optional.empty(),
          3);

  private static Study told(CellOutcome... cells) {
    Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
    for (int i = 0; i < cells.length; i++) {
      Trial trial = new Trial(i, new Configuration(Map.of("x", i)), "random");
      Proposal proposal = new Proposal(i, i, 0, List.of(0), 100);
      study = study.asked(trial, proposal);
      study = study.told(CrossValidation.outcome(study, LADDER, proposal, List.of(cells[i])));
    }
    return study;
  }

  private static Ending of(StopReason stop, Study study) {
    return Ending.of(stop, study, LADDER, BUDGET, Duration.ofSeconds(40));
  }

  private static CellOutcome failed() {
    return CellOutcome.without(0, CellState.FAILED, 100, "", "singular", Cost.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FINISHED       | every trial was decided on
          UNITS          | the 12,000 planned units were used up
          TARGET         | trial 1 reached the target of 0.75
          NO_IMPROVEMENT | 20 trials in a row brought nothing better
          REGRET         | a model of the losses expects no gain that is worth more trials
          DEADLINE       | the time of 2 h 00 min was up, less 40 s for what comes after the search
          TASK_TIME      | the task time of 1 h 30 min was used up
          """)
  void a_study_with_a_complete_trial_says_which_limit_ended_it(StopReason stop, String reason) {
    Study study = told(CellOutcome.completed(0, 100, 0.5), CellOutcome.completed(0, 100, 0.8));
    Ending ending = of(stop, study);
    assertThat(ending.status()).isEqualTo("finished");
    assertThat(ending.exitCode()).isZero();
    assertThat(ending.reason()).isEqualTo(reason);
    assertThat(ending.causes().isEmpty()).isEqualTo(!stop.isMeasured());
  }

  @ParameterizedTest
  @EnumSource(names = {"FINISHED", "UNITS", "DEADLINE", "TASK_TIME", "FAILURES"})
  void a_study_without_one_gives_up_and_says_why(StopReason stop) {
    Ending ending = of(stop, told(failed()));
    assertThat(ending.status()).isEqualTo("gave-up");
    assertThat(ending.exitCode()).isEqualTo(ExitCode.GAVE_UP);
    assertThat(ending.reason())
        .startsWith(
            switch (stop) {
              case FINISHED -> "no trial completed; all failed with: singular";
              case FAILURES -> "3 trials failed in a row; all failed with: singular";
              default -> "no trial completed within the budget: the ";
            });
  }
}
