package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.evaluate.CrossValidation;
import org.espalier.evaluate.PoolLostException;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.spec.BudgetPlan;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EndStatusTest {

  private static final RungLadder LADDER = RungLadder.full(100, 1);

  private static final BudgetPlan BUDGET =
      new BudgetPlan(
          OptionalLong.of(12_000),
          Optional.of(Duration.ofHours(2)),
          Optional.of(Duration.ofMinutes(90)),
          OptionalDouble.of(0.75),
          OptionalInt.of(20),
          3);

  private static final EndStatus.TimeKept KEPT =
      new EndStatus.TimeKept(Duration.ofSeconds(40), Duration.ofSeconds(70));

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

  private static EndStatus of(StopReason stop, Study study) {
    return of(stop, study, LADDER);
  }

  private static EndStatus of(StopReason stop, Study study, RungLadder ladder) {
    return EndStatus.of(
        stop, study, stop.contenders(study, ladder, Set.of()), ladder, BUDGET, KEPT);
  }

  private static CellOutcome failed() {
    return CellOutcome.without(0, CellState.FAILED, 100, "singular", Cost.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FINISHED       | every trial was decided on
          UNITS          | the 12,000 planned units were used up
          TARGET         | trial 1 reached the target of 0.75
          NO_IMPROVEMENT | 20 trials in a row brought no improvement
          DEADLINE       | the time of 2 h 00 min was up, minus 40 s reserved for the steps after the search
          TASK_TIME      | the task time of 1 h 30 min was used up
          """)
  void a_study_with_a_complete_trial_says_which_limit_ended_it(StopReason stop, String reason) {
    Study study = told(CellOutcome.completed(0, 100, 0.5), CellOutcome.completed(0, 100, 0.8));
    EndStatus ending = of(stop, study);
    assertThat(ending.status()).isEqualTo(StudyStatus.FINISHED);
    assertThat(ending.exitCode()).isZero();
    assertThat(ending.reason()).isEqualTo(reason);
    assertThat(ending.causes().isEmpty()).isEqualTo(!stop.isMeasured());
  }

  @Test
  void a_limit_of_one_is_not_many() {
    BudgetPlan one =
        new BudgetPlan(
            OptionalLong.of(1),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalInt.of(1),
            1);
    Study study = told(CellOutcome.completed(0, 100, 0.5));
    assertThat(
            List.of(StopReason.UNITS, StopReason.NO_IMPROVEMENT, StopReason.FAILURES).stream()
                .map(
                    stop ->
                        EndStatus.of(
                            stop,
                            study,
                            stop.contenders(study, LADDER, Set.of()),
                            LADDER,
                            one,
                            KEPT))
                .map(EndStatus::reason))
        .satisfiesExactly(
            units -> assertThat(units).isEqualTo("the 1 planned unit was used up"),
            patience -> assertThat(patience).isEqualTo("1 trial in a row brought no improvement"),
            failures -> assertThat(failures).startsWith("1 trial failed in a row"));
  }

  @ParameterizedTest
  @EnumSource(names = {"FINISHED", "UNITS", "DEADLINE", "TASK_TIME", "FAILURES"})
  void a_study_without_one_gives_up_and_says_why(StopReason stop) {
    EndStatus ending = of(stop, told(failed()));
    assertThat(ending.status()).isEqualTo(StudyStatus.GAVE_UP);
    assertThat(ending.exitCode()).isEqualTo(StudyStatus.GAVE_UP.exitCode());
    assertThat(ending.reason())
        .startsWith(
            switch (stop) {
              case FINISHED -> "no trial completed; all failed with: singular";
              case DEADLINE ->
                  "no trial completed within the budget: the time of 2 h 00 min was up, minus 40 s reserved for the steps after the search; 1 min 10 s had passed when the search began";
              case FAILURES -> "3 trials failed in a row; all failed with: singular";
              default -> "no trial completed within the budget: the ";
            });
  }

  /** Two trials at the lowest of two rungs, and none at the top. */
  private static Study low() {
    Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
    for (int i = 0; i < 2; i++) {
      Trial trial = new Trial(i, new Configuration(Map.of("x", i)), "random");
      Proposal proposal = new Proposal(i, i, 0, List.of(0), 50);
      study = study.asked(trial, proposal);
      CellOutcome cell = CellOutcome.completed(0, 50, 0.5 + i / 10.0);
      study = study.told(CrossValidation.outcome(study, TWO, proposal, List.of(cell)));
    }
    return study;
  }

  private static final RungLadder TWO = RungLadder.ofRows(50, 100, 2, 1);

  @ParameterizedTest
  @EnumSource(names = {"UNITS", "DEADLINE", "TASK_TIME"})
  void where_a_budget_is_used_up_below_the_top_the_best_of_the_highest_rung_wins(StopReason stop) {
    EndStatus ending = of(stop, low(), TWO);
    assertThat(ending.exitCode()).isZero();
    assertThat(ending.reason())
        .endsWith(
            "; no trial reached the last of 2 rungs, so the best trial of rung 0 wins, with 50 % of"
                + " the full work");
    assertThat(stop.contenders(low(), TWO, Set.of()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(1, 0);
  }

  /** Defaults and another trial at the lowest of two rungs, and the defaults at the top. */
  private static Study defaultsAlone(double score) {
    Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
    List<Trial> trials =
        List.of(
            new Trial(0, new Configuration(Map.of("x", 0)), Trial.DEFAULT),
            new Trial(1, new Configuration(Map.of("x", 1)), "random"));
    int[][] asked = {{0, 0}, {1, 0}, {0, 1}}; // trial and rung
    for (int i = 0; i < asked.length; i++) {
      Trial trial = trials.get(asked[i][0]);
      Proposal proposal = new Proposal(i, trial.number(), asked[i][1], List.of(0), 50);
      study = study.asked(trial, proposal);
      CellOutcome cell = CellOutcome.completed(0, 50, trial.isDefault() ? 0.6 : score);
      study = study.told(CrossValidation.outcome(study, TWO, proposal, List.of(cell)));
    }
    return study;
  }

  @Test
  void defaults_that_came_higher_than_all_others_are_compared_where_these_are() {
    Study better = defaultsAlone(0.7);
    assertThat(StopReason.DEADLINE.contenders(better, TWO, Set.of()))
        .extracting(outcome -> outcome.proposal().number())
        .containsExactly(1L, 0L);
    assertThat(of(StopReason.DEADLINE, better, TWO).reason())
        .contains(
            "; no trial but defaults reached the last of 2 rungs, so the best trial of rung 0"
                + " wins");
    assertThat(StopReason.DEADLINE.contenders(defaultsAlone(0.5), TWO, Set.of()))
        .extracting(outcome -> outcome.proposal().number())
        .containsExactly(2L);
    assertThat(StopReason.FINISHED.contenders(better, TWO, Set.of()))
        .extracting(outcome -> outcome.proposal().number())
        .containsExactly(2L);
  }

  @Test
  void defaults_that_began_at_the_top_are_compared_on_the_folds_that_others_have() {
    RungLadder folds = RungLadder.foldByFold(2, 100);
    for (double score : new double[] {0.75, 0.85}) {
      Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
      Trial first = new Trial(0, new Configuration(Map.of("x", 0)), Trial.DEFAULT);
      Proposal full = new Proposal(0, 0, 1, List.of(0, 1), 200);
      study = study.asked(first, full);
      study =
          study.told(
              CrossValidation.outcome(
                  study,
                  folds,
                  full,
                  List.of(CellOutcome.completed(0, 100, 0.8), CellOutcome.completed(1, 100, 0.6))));
      Trial second = new Trial(1, new Configuration(Map.of("x", 1)), "random");
      Proposal part = new Proposal(1, 1, 0, List.of(0), 100);
      study = study.asked(second, part);
      List<CellOutcome> cells = List.of(CellOutcome.completed(0, 100, score));
      study = study.told(CrossValidation.outcome(study, folds, part, cells));
      assertThat(StopReason.DEADLINE.contenders(study, folds, Set.of()).get(0).proposal().trial())
          .isEqualTo(score > 0.8 ? 1 : 0);
    }
  }

  @Test
  void a_trial_that_a_budget_cut_off_wins_if_it_is_better_on_the_folds_that_the_others_have() {
    RungLadder folds = RungLadder.foldByFold(2, 100);
    double[][] scores = {{0.8, 0.6}, {0.79, 0.7}, {0.81}, {0.78}};
    Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
    for (int i = 0; i < scores.length; i++) {
      Trial trial = new Trial(i, new Configuration(Map.of("x", i)), "random");
      List<CellOutcome> cells = new ArrayList<>();
      for (double score : scores[i]) {
        cells.add(CellOutcome.completed(cells.size(), 100, score));
      }
      List<Integer> asked = cells.stream().map(CellOutcome::fold).toList();
      Proposal proposal = new Proposal(i, i, cells.size() - 1, asked, 100L * cells.size());
      study = study.asked(trial, proposal);
      study = study.told(CrossValidation.outcome(study, folds, proposal, cells));
    }
    // Against trial 1, the best of the highest rung: 0.02, 0 and -0.01 on the first fold.
    assertThat(StopReason.DEADLINE.contenders(study, folds, Set.of()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(2, 1, 3, 0);
    assertThat(StopReason.DEADLINE.contenders(study, folds, Set.of(2)))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(1, 0);
    assertThat(StopReason.DEADLINE.contenders(study, folds, Set.of(0, 1, 2, 3)))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(1, 0);
    assertThat(StopReason.FINISHED.contenders(study, folds, Set.of()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(1, 0);
  }

  /** Trials 0 and 1 at the lowest of two rungs of iterations, and trial 2 begun at the top. */
  private static Study begunAtTheTop(double top) {
    Study study = Study.of(new Objective("accuracy", Direction.MAXIMIZE), new Seed(1));
    double[] scores = {0.7, 0.8, top};
    for (int i = 0; i < scores.length; i++) {
      Trial trial = new Trial(i, new Configuration(Map.of("x", i)), "random");
      Proposal proposal = new Proposal(i, i, i / 2, List.of(0), ITERATIONS.units(i / 2, 1));
      study = study.asked(trial, proposal);
      CellOutcome cell = CellOutcome.completed(0, 100, scores[i]);
      study = study.told(CrossValidation.outcome(study, ITERATIONS, proposal, List.of(cell)));
    }
    return study;
  }

  private static final RungLadder ITERATIONS = RungLadder.ofIterations(3, 9, 3, 100, 1);

  @Test
  void a_trial_that_began_at_the_top_does_not_win_over_better_ones_that_a_budget_cut_off() {
    Study study = begunAtTheTop(0.75);
    for (StopReason stop : List.of(StopReason.DEADLINE, StopReason.UNITS, StopReason.TASK_TIME)) {
      assertThat(stop.contenders(study, ITERATIONS, Set.of()))
          .extracting(outcome -> outcome.proposal().trial())
          .containsExactly(1, 2, 0);
      assertThat(of(stop, study, ITERATIONS).reason())
          .endsWith(
              "; trial 1 wins by rung 0, with 33 % of the full work: no trial that reached"
                  + " a higher rung scored better");
    }
    assertThat(StopReason.FINISHED.contenders(study, ITERATIONS, Set.of()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(2);
  }

  @Test
  void it_wins_over_those_that_are_no_better_or_were_pruned() {
    assertThat(StopReason.DEADLINE.contenders(begunAtTheTop(0.8), ITERATIONS, Set.of()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(2);
    assertThat(StopReason.DEADLINE.contenders(begunAtTheTop(0.75), ITERATIONS, Set.of(1)))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(2);
  }

  @Test
  void scores_of_rungs_with_fewer_rows_are_not_compared_with_those_in_full() {
    RungLadder rows = RungLadder.ofRows(33, 100, 3, 1);
    assertThat(StopReason.DEADLINE.contenders(begunAtTheTop(0.75), rows, Set.of()))
        .extracting(outcome -> outcome.proposal().trial())
        .containsExactly(2);
  }

  @Test
  void defaults_that_are_the_model_for_want_of_time_are_said_to_be() {
    assertThat(EndStatus.timeUp(BUDGET)).isEqualTo("the time of 2 h 00 min was up");
    EndStatus ending =
        new EndStatus(StudyStatus.FINISHED, EndStatus.timeUp(BUDGET), List.of("deadline"));
    assertThat(ending.withFallback().reason())
        .isEqualTo(
            "the time of 2 h 00 min was up: the defaults, fitted before the search, are the model");
    assertThat(ending.withFallback(7).reason())
        .endsWith(
            "; there was no time to fit trial 7 on all rows: the defaults, fitted before the"
                + " search, are the model");
    assertThat(ending.withFallback(7).causes()).containsExactly("deadline");
    assertThat(ending.withFallback(7).exitCode()).isZero();
  }

  @Test
  void defaults_that_were_left_as_the_model_are_said_to_be() {
    EndStatus ending = of(StopReason.DEADLINE, told()).withDefaults("als", "; held-out rmse 0.9");
    assertThat(ending.exitCode()).isEqualTo(StudyStatus.GAVE_UP.exitCode());
    assertThat(ending.reason())
        .endsWith(
            "; the defaults of als are left as the model, fitted on all rows and compared with"
                + " nothing; held-out rmse 0.9");
  }

  @ParameterizedTest
  @EnumSource(names = {"FINISHED", "FAILURES"})
  void a_search_that_came_to_its_end_has_a_winner_at_the_top_or_none(StopReason stop) {
    assertThat(stop.contenders(low(), TWO, Set.of())).isEmpty();
    assertThat(of(stop, low(), TWO).exitCode()).isEqualTo(StudyStatus.GAVE_UP.exitCode());
  }

  @Test
  void a_study_whose_cluster_was_lost_is_interrupted_and_says_what_spark_said() {
    IllegalStateException removed =
        new IllegalStateException("Master removed our application: FAILED");
    EndStatus ending = EndStatus.of(new PoolLostException("stopped", removed), true);
    assertThat(ending.status()).isEqualTo(StudyStatus.INTERRUPTED);
    assertThat(ending.exitCode()).isEqualTo(StudyStatus.TERMINATED);
    assertThat(ending.reason())
        .contains("Master removed our application: FAILED; see the executors'");
    assertThat(EndStatus.of(removed, false)).isEqualTo(ending);
    assertThat(EndStatus.of(new PoolLostException("its jobs were cancelled"), false).reason())
        .isEqualTo("its jobs were cancelled");
    assertThat(EndStatus.of(new IllegalStateException("a defect"), false).status())
        .isEqualTo(StudyStatus.DEFECT);
  }
}
