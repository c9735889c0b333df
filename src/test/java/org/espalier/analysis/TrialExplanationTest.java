package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.schedule.Scheduler;
import org.espalier.search.OneAtATime;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Continuation;
import org.espalier.study.Decision.Kind;
import org.espalier.study.Decision.Ranking;
import org.espalier.study.Direction;
import org.espalier.study.Door;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class TrialExplanationTest {

  private static final StudyRecord SAMPLE = StudyRecord.of(SampleStudy.events());

  private static PlayedTrials function() {
    return new PlayedTrials(
        Door.FUNCTION, Direction.MINIMIZE, "gp", RungLadder.ofIterations(1, 9, 3, 1, 1), List.of());
  }

  private static PlayedTrials race() {
    return new PlayedTrials(
        Door.TUNER, Direction.MAXIMIZE, "random", RungLadder.foldByFold(3, 10), List.of());
  }

  @Test
  void a_pruned_trial_has_its_rank_and_its_distance_from_the_cut() {
    TrialExplanation explanation = TrialExplanation.of(SAMPLE, 3);
    assertThat(explanation.origin())
        .containsExactly(
            "Trial 3 is logistic-regression with elasticNetParam = 0.2606, regParam = 0.0001995,"
                + " standardization = true.",
            "The sampler random, which reads no outcomes, proposed it.");
    assertThat(explanation.rungs())
        .containsExactly(
            "At rung 0 of 3 (1,000 of 20,839 training rows) it scored 0.8705 ± 0.0021 in"
                + " area-under-roc over 5 folds.",
            "The rule halving pruned it: not among the best 18 of 54 (rank 26 of 54 then, 0.0035"
                + " worse than the cut of 0.8740).");
    assertThat(explanation.standing())
        .containsExactly(
            "Beside the winner, trial 28, it was worse by 0.0162 ± 0.0018 on the same 5 folds, at"
                + " rung 0 of 3 (1,000 of 20,839 training rows).",
            "Its score in full is not known.");
    assertThat(explanation.toString().lines()).containsExactlyElementsOf(explanation.sentences());
  }

  @Test
  void the_winner_stands_beside_the_next_best_the_baseline_and_its_held_out_score() {
    TrialExplanation explanation = TrialExplanation.of(SAMPLE, 28);
    assertThat(explanation.rungs())
        .hasSize(8)
        .contains(
            "The rule halving promoted it: among the best 2 of 6 (rank 1 of 6 then, 0.00034 better"
                + " than the cut of 0.90801).")
        .endsWith(
            "On all folds and rows it scored 0.91206 ± 0.00094 in area-under-roc over 5 folds.",
            "The rule halving completed it: top rung reached (rank 1 of 2 then).");
    assertThat(explanation.standing())
        .containsExactly(
            "It is the winner.",
            "Beside the next best, trial 6, it was better by 0.00045 ± 0.00016 on the same 5"
                + " folds, on all folds and rows.",
            "Beside the baseline, trial 0, it was better by 0.01591 ± 0.00031 on the same 5 folds,"
                + " on all folds and rows.",
            "On held-out rows it scored 0.9264.");
  }

  @Test
  void defaults_are_never_pruned() {
    assertThat(TrialExplanation.of(SAMPLE, 0).sentences())
        .contains(
            "It is the baseline, its learner's own defaults: it is never pruned.",
            "The rule halving promoted it: a learner's defaults are never pruned (rank 31 of 54"
                + " then, 0.00493 worse than the cut of 0.87399).")
        .endsWith("In the end its rank is 4 of 5, on all folds and rows.")
        .noneMatch(sentence -> sentence.contains("known then"));
    assertThat(TrialExplanation.of(SAMPLE, 1).origin())
        .contains("It is its learner's own defaults: it is never pruned.");
    TrialExplanation tuner =
        race().trial(0, Trial.DEFAULT, "", Map.of()).scored(0, 2, 5).explained(0);
    assertThat(tuner.origin())
        .containsExactly(
            "Trial 0 is the estimator as it is.",
            "It is the baseline, its estimator as it was given: it is never pruned.");
    assertThat(tuner.standing())
        .containsExactly("It is the leader so far.", "No other trial was completed at its rung.");
  }

  @Test
  void a_point_of_the_portfolio_is_given_and_not_led_by_outcomes() {
    PlayedTrials played =
        new PlayedTrials(Door.JOB, Direction.MAXIMIZE, "random", RungLadder.full(100, 2), List.of())
            .trial(0, Trial.PORTFOLIO, "", Map.of("lr.regParam", 0.3))
            .asked(0, 0);
    assertThat(played.explained(0).origin())
        .last()
        .isEqualTo("It is a point of the portfolio: it did well on other tables.");
  }

  @Test
  void one_parameter_alone_has_its_value_and_the_one_before() {
    PlayedTrials played =
        new PlayedTrials(
                Door.TUNER, Direction.MAXIMIZE, OneAtATime.NAME, RungLadder.full(100, 2), List.of())
            .trial(0, Trial.EARLIER, "", Map.of("lr.regParam", 0.3))
            .trial(1, OneAtATime.NAME, "", Map.of("lr.regParam", 0.1))
            .trial(2, OneAtATime.NAME, "", Map.of("lr.regParam", 10.0 / 3))
            .trial(3, OneAtATime.NAME, "", Map.of("lr.regParam", 0.1, "lr.fitIntercept", false))
            .asked(0, 0)
            .asked(1, 0)
            .asked(2, 0)
            .asked(3, 0);
    String proposed = "The sampler one-at-a-time, which reads no outcomes, proposed it";
    assertThat(played.explained(1).origin()).contains(proposed + ".");
    assertThat(played.explained(2).origin())
        .contains(proposed + ": it varies lr.regParam alone, 3.333 instead of 0.1.");
    assertThat(played.explained(3).origin())
        .contains(
            proposed + ": it varies lr.fitIntercept alone, false instead of its learner's own.");
  }

  @Test
  void what_failed_says_why_and_what_was_repeated_says_from_where() {
    assertThat(TrialExplanation.of(SAMPLE, 24).rungs())
        .containsExactly(
            "At rung 0 of 3 (1,000 of 20,839 training rows) it failed on fold 0:"
                + " IllegalArgumentException: requirement failed: DecisionTree requires maxDepth"
                + " <= 14 with <b>these</b> bins.");
    assertThat(TrialExplanation.of(SAMPLE, SampleStudy.REPEATED).rungs())
        .contains(
            "Nothing was run for that: its configuration is that of trial 3, whose result was"
                + " taken.");
    assertThat(
            race()
                .trial(0, "random", "", Map.of("lr.regParam", 0.1))
                .asked(0, 1)
                .failed(0, CellState.LOST, "executor lost.", 3)
                .explained(0)
                .rungs())
        .containsExactly(
            "At rung 1 of 2 (2 of 3 folds) it was lost on fold 0: executor lost, after 3"
                + " attempts.");
  }

  @Test
  void a_function_has_steps_and_no_rows() {
    PlayedTrials played =
        function()
            .trial(0, "sobol", "8 evenly spread points to begin with", Map.of("x", 1.25))
            .trial(1, "gp", "", Map.of("x", 123_456.0))
            .trial(2, "random", "", Map.of("x", 1e-9))
            .scored(0, 0, 0.5)
            .asked(1, 0)
            .told(1, 0.25, PlayedTrials.stopped(7), 2, 0.25)
            .decided(
                1, Kind.PROMOTE, "asha", "among the best 1 of 2", new Ranking(0.25, of(0.25), 1, 2))
            .asked(1, 1, new Continuation(0, 0))
            .told(1, 0.2, 0.2);
    TrialExplanation second = played.explained(1);
    assertThat(second.sentences())
        .containsExactly(
            "Trial 1 is x = 123500.",
            "The sampler gp proposed it.",
            "It went on from the state that trial 0 left.",
            "1 outcome was known then; trial 0 led with 0.5, at rung 0 of 2 (1 of 9 steps).",
            "At rung 0 of 2 (1 of 9 steps) it scored 0.25 in score, after 2 attempts.",
            "Early stopping ended its training at 7 iterations.",
            "The rule asha promoted it: among the best 1 of 2 (rank 1 of 2 then, at the cut of"
                + " 0.25).",
            "At rung 1 of 2 (3 of 9 steps) it scored 0.2 in score.",
            "It waits for the other trials of its rung.",
            "It is the leader so far.",
            "No other trial was completed at its rung.");
    assertThat(played.explained(0).sentences())
        .contains(
            "The sampler sobol proposed it: 8 evenly spread points to begin with.",
            "No outcome was known then.",
            "Beside the leader so far, trial 1, it was worse by 0.25, at rung 0 of 2 (1 of 9"
                + " steps).");
    assertThat(played.scored(2, 2, 0.1).won(2).explained(2).sentences())
        .contains(
            "Trial 2 is x = 1e-9.",
            "It was drawn by random, as gp does with its first proposals and with a share of the"
                + " later ones.",
            "In full it scored 0.1 in score.",
            "It is the winner.");
  }

  private static OptionalDouble of(double cutoff) {
    return OptionalDouble.of(cutoff);
  }

  @Test
  void a_race_has_the_paired_difference_to_the_trial_that_its_reason_names() {
    PlayedTrials played =
        race()
            .trial(0, Trial.USER, "", Map.of("lr.regParam", 0.1))
            .trial(1, Trial.EARLIER, "", Map.of("lr.regParam", 0.2))
            .asked(0, 2)
            .told(0, 0.8, 0.7, 0.8, 0.9)
            .asked(1, 0)
            .told(1, 0.6, 0.6)
            .decided(
                1,
                Kind.PROMOTE,
                "racing",
                "not clearly behind trial 0",
                new Ranking(-0.6, of(-0.55), 1, 1))
            .asked(1, 1)
            .told(1, 0.64, 0.68)
            .decided(
                1,
                Kind.PRUNE,
                "racing",
                "clearly behind trial 0",
                new Ranking(-0.64, of(-0.7), 2, 2),
                Map.of("probability", 0.012345, Scheduler.SECONDS_LEFT, 3.0));
    assertThat(played.explained(0).origin())
        .contains("It is a start point that the settings give.");
    assertThat(played.explained(1).sentences())
        .containsExactly(
            "Trial 1 is lr.regParam = 0.2.",
            "It is one of the best configurations of the earlier study.",
            "At rung 0 of 2 (1 of 3 folds) it scored 0.6 in score.",
            "The rule racing promoted it: not clearly behind trial 0 (rank 1 of 1 then, 0.05"
                + " better than the cut of 0.55).",
            "On the one fold that it had it was worse than trial 0 by 0.1.",
            "At rung 1 of 2 (2 of 3 folds) it scored 0.640 ± 0.040 in score over 2 folds.",
            "The rule racing pruned it: clearly behind trial 0 (rank 2 of 2 then, 0.060 worse than"
                + " the cut of 0.700).",
            "On the 2 folds that it had it was worse than trial 0 by 0.110 ± 0.010.",
            "Measured then: probability = 0.01235.",
            "Beside the leader so far, trial 0, it was worse by 0.110 ± 0.010 on the same 2 folds,"
                + " at rung 1 of 2 (2 of 3 folds).",
            "Its score in full is not known.");
  }

  @Test
  void what_is_under_way_waiting_or_cancelled_says_so() {
    PlayedTrials played =
        function()
            .trial(0, "gp", "", Map.of("x", 1))
            .trial(1, "gp", "", Map.of("x", 2))
            .asked(0, 0)
            .scored(1, 0, 0.5)
            .decided(1, Kind.PROMOTE, "asha", "among the best 1 of 1", new Ranking(0.5, 1, 1));
    assertThat(played.explained(0).standing()).containsExactly("It is under way.");
    assertThat(played.explained(1).standing()).startsWith("Its next evaluation has not begun.");
    assertThat(played.ended(StudyStatus.INTERRUPTED, "Ctrl-C").explained(0).standing())
        .containsExactly("It was cancelled: under way when the study ended.");
  }

  @Test
  void nothing_scored_yet_is_said() {
    assertThat(
            function()
                .trial(0, "gp", "", Map.of("x", 1))
                .trial(1, "gp", "", Map.of("x", 2))
                .asked(0, 0)
                .failed(0, CellState.FAILED, "ValueError", 1)
                .asked(1, 0)
                .explained(1)
                .origin())
        .endsWith("1 outcome was known then, none of them with a score.");
  }

  @Test
  void a_winner_may_be_another_than_the_best_mean_and_have_further_folds() {
    PlayedTrials played =
        race()
            .trial(0, "random", "", Map.of("lr.regParam", 0.1))
            .trial(1, "random", "", Map.of("lr.regParam", 0.2))
            .trial(2, "random", "", Map.of("lr.regParam", 0.3))
            .asked(0, 2)
            .told(0, 0.8, 0.7, 0.8, 0.9)
            .asked(1, 2)
            .told(1, 0.79, 0.69, 0.79, 0.89)
            .asked(2, 2)
            .told(2, 0.8, 0.7, 0.8, 0.9)
            .event(
                new StudyEvent.Repeated(
                    1,
                    IntStream.range(3, 5)
                        .mapToObj(fold -> CellOutcome.completed(fold, 10, 0.7 + fold / 100.0))
                        .toList()))
            .won(1);
    assertThat(played.explained(1).standing())
        .containsExactly(
            "It is the winner.",
            "Beside the best mean, trial 0, it was worse by 0.01 ± 0 on the same 3 folds, on"
                + " all folds and rows.",
            "Yet trial 0 was not chosen: the rule for the winner, or scores on further folds,"
                + " decided.",
            "On 2 further folds it scored 0.7350 ± 0.0050.");
    assertThat(played.explained(2).standing()).hasSize(2);
  }

  @Test
  void a_trial_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> TrialExplanation.of(SAMPLE, 54))
        .hasMessage("trial 54: is none of the study; the study has trials 0 to 53");
    assertThatThrownBy(() -> function().explained(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 0: is none of the study; it has no trials yet");
  }
}
