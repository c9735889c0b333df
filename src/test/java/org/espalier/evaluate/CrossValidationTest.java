package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class CrossValidationTest {

  private static final Trial TRIAL = new Trial(0, new Configuration(Map.of()), "test");
  private static final Trial TWIN = new Trial(1, new Configuration(Map.of()), "test");

  private static Proposal proposal(int number, Trial trial, int rung, RungLadder ladder) {
    List<Integer> folds = ladder.missingFolds(rung);
    return new Proposal(number, trial.number(), rung, folds, ladder.units(rung, folds.size()));
  }

  private static List<CellOutcome> scores(Proposal proposal, double... scores) {
    return IntStream.range(0, scores.length)
        .mapToObj(i -> CellOutcome.completed(proposal.folds().get(i), proposal.rows(), scores[i]))
        .toList();
  }

  private static CellOutcome without(int fold, CellState state, String reason) {
    return CellOutcome.without(fold, state, 100, reason, Cost.NONE);
  }

  @Test
  void the_score_is_the_mean_over_all_folds_so_far_where_the_rows_are_the_same() {
    RungLadder ladder = RungLadder.ofFolds(2, 5, 2, 100);
    Proposal first = proposal(0, TRIAL, 0, ladder);
    Study study = Studies.empty(1).asked(TRIAL, first);
    Outcome low = CrossValidation.outcome(study, ladder, first, scores(first, 1, 2));
    assertThat(low.score()).hasValue(1.5);
    Proposal second = proposal(1, TRIAL, 1, ladder);
    study = study.told(low).asked(TRIAL, second);
    Outcome high = CrossValidation.outcome(study, ladder, second, scores(second, 4, 5));
    assertThat(high.score()).hasValue(3);
    assertThat(high.cells()).hasSize(2);
    assertThat(ScoredCells.cells(study.told(high), ladder, high))
        .extracting(CellOutcome::fold)
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void cells_of_fewer_rows_do_not_count_at_a_higher_rung() {
    RungLadder ladder = RungLadder.ofRows(10, 30, 3, 2);
    Proposal first = proposal(0, TRIAL, 0, ladder);
    Study study = Studies.empty(1).asked(TRIAL, first);
    study = study.told(CrossValidation.outcome(study, ladder, first, scores(first, 1, 2)));
    Proposal second = proposal(1, TRIAL, 1, ladder);
    study = study.asked(TRIAL, second);
    assertThat(CrossValidation.outcome(study, ladder, second, scores(second, 4, 5)).score())
        .hasValue(4.5);
  }

  @Test
  void one_that_is_answered_from_the_record_has_the_cells_of_the_other() {
    RungLadder ladder = RungLadder.ofFolds(1, 2, 2, 100);
    Proposal first = proposal(0, TRIAL, 0, ladder);
    Proposal same = proposal(1, TWIN, 0, ladder);
    Study study = Studies.empty(1).asked(TRIAL, first).asked(TWIN, same);
    Outcome run = CrossValidation.outcome(study, ladder, first, scores(first, 1));
    study = study.told(run);
    Outcome answered = CrossValidation.answered(study, same, run);
    study = study.told(answered);
    assertThat(answered.answeredFrom()).hasValue(0);
    assertThat(answered.loss()).isEqualTo(run.loss());
    assertThat(answered.cells()).isEmpty();
    assertThat(CrossValidation.answered(study, same, answered).answeredFrom()).hasValue(0);
    assertThat(ScoredCells.cells(study, ladder, answered)).isEqualTo(run.cells());
    Proposal second = proposal(2, TWIN, 1, ladder);
    study = study.asked(TWIN, second);
    assertThat(CrossValidation.outcome(study, ladder, second, scores(second, 4)).score())
        .hasValue(2.5);
  }

  @Test
  void a_failed_fold_fails_the_proposal_with_its_reason_and_the_worst_loss_so_far() {
    RungLadder ladder = RungLadder.full(100, 3);
    Proposal first = proposal(0, TRIAL, 0, ladder);
    Study study = Studies.empty(1).asked(TRIAL, first);
    List<CellOutcome> cells =
        List.of(
            CellOutcome.completed(0, 100, 1),
            without(1, CellState.FAILED, "SparkException: singular"),
            without(2, CellState.CANCELLED, "another fold had failed"));
    Outcome failed = CrossValidation.outcome(study, ladder, first, cells);
    assertThat(failed.state()).isEqualTo(TrialState.FAILED);
    assertThat(failed.reason()).isEqualTo("fold 1: SparkException: singular");
    assertThat(failed.loss()).isEmpty();
    Proposal good = proposal(1, TWIN, 0, ladder);
    study = study.told(failed).asked(TWIN, good);
    study = study.told(CrossValidation.outcome(study, ladder, good, scores(good, 7, 7, 7)));
    Trial third = new Trial(2, TRIAL.configuration(), "test");
    Proposal again = proposal(2, third, 0, ladder);
    study = study.asked(third, again);
    assertThat(CrossValidation.outcome(study, ladder, again, cells).loss()).hasValue(7);
  }

  @Test
  void a_lost_fold_is_told_without_a_loss() {
    RungLadder ladder = RungLadder.full(100, 1);
    Proposal first = proposal(0, TRIAL, 0, ladder);
    Study study = Studies.empty(1).asked(TRIAL, first);
    Outcome lost =
        CrossValidation.outcome(
            study, ladder, first, List.of(without(0, CellState.LOST, "executor lost")));
    assertThat(lost.state()).isEqualTo(TrialState.LOST);
    assertThat(lost.loss()).isEmpty();
  }

  @Test
  void scores_whose_sum_is_too_large_fail_the_trial_and_not_the_study() {
    RungLadder ladder = RungLadder.full(100, 2);
    Proposal first = proposal(0, TRIAL, 0, ladder);
    Study study = Studies.empty(1).asked(TRIAL, first);
    Outcome outcome =
        CrossValidation.outcome(study, ladder, first, scores(first, 1.7e308, 1.7e308));
    assertThat(outcome.state()).isEqualTo(TrialState.FAILED);
    assertThat(outcome.reason()).isEqualTo("the mean rmse over 2 folds is Infinity");
  }
}
