package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.study.Decision.Kind;
import org.espalier.study.Decision.Ranking;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.RungLadder;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class TrialExplanationTest {

  private static final StudyRecord SAMPLE = StudyRecord.of(SampleStudy.events());

  private static PlayedTrials function() {
    return new PlayedTrials(
        EntryPoint.FUNCTION, Direction.MINIMIZE, "gp", RungLadder.ofIterations(1, 9, 3, 1, 1));
  }

  @Test
  void a_pruned_trial_has_what_proposed_it_the_reason_and_its_score_beside_the_cut() {
    TrialExplanation explanation = TrialExplanation.of(SAMPLE, 3);
    assertThat(explanation.lines())
        .containsExactly(
            "Trial            3",
            "State            pruned",
            "Learner          logistic-regression",
            "elasticNetParam  0.2606",
            "regParam         0.0001995",
            "standardization  true",
            "Origin           random",
            "Reason           not among the best 18 of 54",
            "",
            "Rung  Folds  Score            Cut     Rank      Decision",
            "0     5      0.8705 ± 0.0021  0.8740  26 of 54  pruned by halving: not among the best"
                + " 18 of 54");
    assertThat(explanation.toString().lines()).containsExactlyElementsOf(explanation.lines());
  }

  @Test
  void the_winner_has_a_line_for_each_rung() {
    List<List<String>> rungs = TrialExplanation.of(SAMPLE, 28).rungs();
    assertThat(rungs)
        .hasSize(5)
        .contains(
            List.of(
                "2",
                "5",
                "0.90835 ± 0.00098",
                "0.90801",
                "1 of 6",
                "promoted by halving: among the best 2 of 6"))
        .endsWith(
            List.of(
                "3",
                "5",
                "0.91206 ± 0.00094",
                "-",
                "1 of 2",
                "completed by halving: top rung reached"));
  }

  @Test
  void what_failed_has_the_reason_and_no_score() {
    TrialExplanation failed = TrialExplanation.of(SAMPLE, 24);
    assertThat(failed.facts())
        .contains(List.of("State", "failed"))
        .last()
        .asString()
        .contains("Reason", "fold 0: IllegalArgumentException: requirement failed");
    assertThat(failed.rungs()).last().isEqualTo(List.of("0", "-", "-", "-", "-", "-"));
  }

  @Test
  void a_function_has_a_smaller_loss_for_the_better_one() {
    PlayedTrials played =
        function()
            .trial(0, "sobol", "8 evenly spread points to begin with", Map.of("x", 1.25))
            .trial(1, "gp", "", Map.of("x", 123_456.0))
            .asked(0, 0)
            .asked(1, 0)
            .told(1, 0.25, PlayedTrials.stopped(7), 0.25)
            .decided(
                1,
                Kind.PROMOTE,
                "asha",
                "among the best 1 of 2",
                new Ranking(0.25, OptionalDouble.of(0.25), 1, 2))
            .asked(1, 1)
            .told(1, 0.2, PlayedTrials.stopped(9), 0.2);
    assertThat(played.explained(0).lines())
        .containsExactly(
            "Trial   0",
            "State   running",
            "x       1.25",
            "Origin  sobol: 8 evenly spread points to begin with");
    assertThat(played.explained(1).lines())
        .contains("Iterations  9", "x           123500", "Origin      gp")
        .endsWith(
            "Rung  Folds  Score  Cut   Rank    Decision",
            "0     1      0.25   0.25  1 of 2  promoted by asha: among the best 1 of 2",
            "1     1      0.2    -     -       -");
    assertThat(played.ended(StudyStatus.INTERRUPTED, "Ctrl-C").explained(0).facts())
        .contains(List.of("Reason", "under way when the study ended"));
  }

  @Test
  void a_trial_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> TrialExplanation.of(SAMPLE, 54))
        .hasMessage("trial 54: is not in the study; the study has trials 0 to 53");
    assertThatThrownBy(() -> function().explained(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 0: is not in the study; it has no trials yet");
  }
}
