package org.espalier.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Fidelity;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.Columns;
import org.junit.jupiter.api.Test;

final class StudyRecordTest {

  private static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);
  private static final RungLadder TWO_RUNGS = RungLadder.ofRows(100, 200, 2, 2);

  private final List<StudyEvent> events = new ArrayList<>();
  private RungLadder ladder = TWO_RUNGS;
  private long next = 0;

  /** Of each cell that is told. */
  private static final Cost TOLD =
      new Cost(1, 2, 1, 8, Cost.Footprint.NONE, new Cost.Span(2_000, 3_000));

  @Test
  void the_components_of_a_row_are_the_columns_of_its_table() {
    assertThat(Columns.of(TrialRow.class))
        .containsSubsequence(
            "trial",
            "parent",
            "learner",
            "origin",
            "configuration",
            "state",
            "reason",
            "rung",
            "fidelity",
            "folds",
            "loss",
            "score",
            "stdError",
            "scores",
            "iterations",
            "firstProposal",
            "lastProposal",
            "originReason",
            "taskSeconds",
            "wallSeconds")
        .containsAll(TrialRow.CLOCK);
    assertThat(Columns.of(CellRow.class))
        .startsWith("proposal", "trial", "rung", "rows", "fold", "repeat", "state", "reason")
        .endsWith(CellRow.CLOCK.toArray(String[]::new));
    assertThat(Columns.of(DecisionRow.class))
        .startsWith("number", "afterProposal", "trial", "rung", "kind", "rule", "value", "cutoff");
  }

  @Test
  void a_trial_that_completed_the_top_rung_is_completed_with_its_scores_by_fold() {
    open();
    Proposal low = propose(trial(0, "learner", "lr", "lr.regParam", 0.1, "lr.k", 3), 0, 0, 1);
    tell(low, 4.0, 6.0);
    decide(0, 0, Decision.Kind.PROMOTE, "among the best 1 of 1");
    Proposal top = propose(trial(0, "learner", "lr", "lr.regParam", 0.1, "lr.k", 3), 1, 0, 1);
    tell(top, 2.0, 3.0);
    decide(0, 1, Decision.Kind.COMPLETE, "top rung reached");

    TrialRow row = record().trials().get(0);

    assertThat(row.state()).isEqualTo(TrialState.COMPLETED);
    assertThat(row.reason()).isEmpty();
    assertThat(row.candidate().learner()).isEqualTo("lr");
    assertThat(row.candidate().configuration())
        .containsExactly(Map.entry("regParam", 0.1), Map.entry("k", 3));
    assertThat(row.evaluation().rung()).isEqualTo(1);
    assertThat(row.evaluation().fidelity()).isEqualTo(1.0);
    assertThat(row.evaluation().folds()).isEqualTo(2);
    assertThat(row.evaluation().loss()).hasValue(2.5);
    assertThat(row.evaluation().score()).hasValue(2.5);
    // Sample deviation of 2 and 3 is sqrt(1/2); over two folds the standard error is 1/2.
    assertThat(row.evaluation().stdError().getAsDouble()).isCloseTo(0.5, within(1e-15));
    assertThat(row.evaluation().scores())
        .containsExactly(OptionalDouble.of(2.0), OptionalDouble.of(3.0));
    assertThat(row.proposals().firstProposal()).isEqualTo(0);
    assertThat(row.proposals().lastProposal()).isEqualTo(1);
    assertThat(row.work().taskSeconds()).isEqualTo(4 * 8.0);
    assertThat(row.work().wallSeconds()).isEqualTo(4 * 3.0);
  }

  @Test
  void a_rung_of_more_folds_keeps_the_scores_of_the_rung_below() {
    ladder = new RungLadder(List.of(new Fidelity(100, 1), new Fidelity(100, 3)));
    open();
    tell(propose(trial(0), 0, 0), 4.0);
    tellMean(propose(trial(0), 1, 1, 2), 3.0, 2.0, 3.0);
    tell(propose(trial(1), 0, 0), 9.0);

    List<TrialRow> trials = record().trials();

    assertThat(trials.get(0).evaluation().folds()).isEqualTo(3);
    assertThat(trials.get(0).evaluation().scores())
        .extracting(OptionalDouble::getAsDouble)
        .containsExactly(4.0, 2.0, 3.0);
    assertThat(trials.get(1).evaluation().fidelity()).isEqualTo(1.0 / 3);
    assertThat(trials.get(1).evaluation().stdError()).isEmpty();
    assertThat(trials.get(1).evaluation().scores())
        .containsExactly(OptionalDouble.of(9.0), OptionalDouble.empty(), OptionalDouble.empty());
  }

  @Test
  void a_pruned_trial_keeps_the_score_it_was_pruned_on_and_the_reason() {
    open();
    tell(propose(trial(0), 0, 0, 1), 4.0, 6.0);
    decide(0, 0, Decision.Kind.PRUNE, "not among the best 1 of 2");

    TrialRow row = record().trials().get(0);

    assertThat(row.state()).isEqualTo(TrialState.PRUNED);
    assertThat(row.reason()).isEqualTo("not among the best 1 of 2");
    assertThat(row.evaluation().score()).hasValue(5.0);
    assertThat(row.evaluation().fidelity()).isEqualTo(0.5);
  }

  @Test
  void failed_and_lost_trials_have_their_reason_and_what_was_told_in_place_of_a_loss() {
    open();
    tell(propose(trial(0), 0, 0, 1), 4.0, 6.0);
    fail(propose(trial(1), 0, 0, 1), TrialState.FAILED, OptionalDouble.of(5.0));
    fail(propose(trial(2), 0, 0, 1), TrialState.LOST, OptionalDouble.empty());
    fail(propose(trial(0), 1, 0, 1), TrialState.FAILED, OptionalDouble.of(5.0));
    close(StudyStatus.FINISHED);

    List<TrialRow> trials = record().trials();

    assertThat(trials)
        .extracting(TrialRow::state)
        .containsExactly(TrialState.FAILED, TrialState.FAILED, TrialState.LOST);
    assertThat(trials).extracting(TrialRow::reason).containsOnly("fold 0: boom");
    assertThat(trials.get(0).evaluation().rung()).isEqualTo(0);
    assertThat(trials.get(0).evaluation().score()).hasValue(5.0);
    assertThat(trials.get(1).evaluation().loss()).hasValue(5.0);
    assertThat(trials.get(1).evaluation().score()).isEmpty();
    assertThat(trials.get(1).evaluation().folds()).isZero();
    assertThat(trials.get(1).evaluation().fidelity()).isZero();
    assertThat(trials.get(2).evaluation().loss()).isEmpty();
  }

  @Test
  void what_is_under_way_runs_waits_or_is_queued_until_the_study_ends_and_is_then_cancelled() {
    open();
    tell(propose(trial(0), 0, 0, 1), 4.0, 6.0);
    decide(0, 0, Decision.Kind.PROMOTE, "among the best 1 of 2");
    tell(propose(trial(1), 0, 0, 1), 5.0, 6.0);
    propose(trial(2), 0, 0, 1);

    assertThat(record().trials())
        .extracting(TrialRow::state)
        .containsExactly(TrialState.QUEUED, TrialState.PAUSED, TrialState.RUNNING);
    assertThat(record().summary().end().status()).isEqualTo(StudyStatus.INTERRUPTED);

    close(StudyStatus.GAVE_UP);
    assertThat(record().trials()).extracting(TrialRow::state).containsOnly(TrialState.CANCELLED);
    assertThat(record().trials())
        .extracting(TrialRow::reason)
        .containsOnly("under way when the study ended");
    assertThat(record().summary().end().status()).isEqualTo(StudyStatus.GAVE_UP);
  }

  @Test
  void what_was_asked_for_and_not_begun_is_known_to_the_summary_and_to_no_table() {
    open();
    start(propose(trial(0), 0, 0, 1));
    List<TrialRow> begun = record().trials();
    assertThat(record().summary().search().notBegun()).isZero();
    events.remove(events.size() - 1);
    assertThat(record().summary().search().notBegun()).isOne();
    assertThat(record().trials()).isEqualTo(begun);
  }

  @Test
  void what_was_cancelled_is_neither_work_nor_saving_and_its_cost_is_told_apart() {
    open();
    tell(propose(trial(0), 0, 0, 1), 4.0, 6.0);
    decide(0, 0, Decision.Kind.PRUNE, "not among the best 1 of 3");
    tell(propose(trial(1), 0, 0, 1), 1.0, 2.0);
    decide(1, 0, Decision.Kind.PROMOTE, "among the best 1 of 3");
    Proposal underWay = propose(trial(1), 1, 0, 1);
    start(underWay);
    end(underWay, CellState.COMPLETED, 5);
    end(underWay, CellState.CANCELLED, 3);
    propose(trial(2), 0, 0, 1);
    close(StudyStatus.GAVE_UP);

    Summary summary = record().summary();

    assertThat(summary.search().trials())
        .containsExactly(Map.entry(TrialState.PRUNED, 1), Map.entry(TrialState.CANCELLED, 2));
    assertThat(summary.search().notBegun()).isOne();
    assertThat(summary.search().saved()).isEqualTo(new Summary.Saved(200, 400, 200 + 400));
    assertThat(summary.search().saved().share()).isEqualTo(0.5);
    assertThat(summary.cost().taskSeconds()).isEqualTo(4 * 8.0 + 8);
    assertThat(summary.cost().cancelledSeconds()).isEqualTo(8);
  }

  @Test
  void a_cell_that_is_told_after_it_ended_is_counted_once_and_one_that_ran_twice_twice() {
    open();
    Proposal proposal = propose(trial(0), 0, 0, 1);
    start(proposal);
    end(proposal, CellState.CANCELLED, 3);
    events.add(ended(proposal, CellState.COMPLETED, TOLD));
    tell(proposal, 4.0, 6.0);

    Summary.Cost cost = record().summary().cost();

    assertThat(cost.taskSeconds()).isEqualTo(2 * 8.0 + 3);
    assertThat(cost.cancelledSeconds()).isEqualTo(3);
  }

  @Test
  void an_interrupted_study_that_went_on_is_not_at_its_end() {
    open();
    close(StudyStatus.INTERRUPTED);
    assertThat(record().course().closed()).isPresent();
    propose(trial(0), 0, 0, 1);

    assertThat(record().course().closed()).isEmpty();
    assertThat(record().trials()).extracting(TrialRow::state).containsExactly(TrialState.RUNNING);
  }

  @Test
  void a_repeated_configuration_shows_the_cells_that_answered_it_at_no_cost() {
    open();
    Proposal first = propose(trial(0), 0, 0, 1);
    Proposal again = propose(new Trial(1, trial(0).configuration(), "random"), 0, 0, 1);
    tell(first, 4.0, 6.0);
    events.add(
        new StudyEvent.Told(
            new Outcome(
                again,
                TrialState.COMPLETED,
                OptionalDouble.of(5.0),
                OptionalDouble.of(5.0),
                OptionalLong.of(0),
                List.of(),
                "")));

    decide(0, 0, Decision.Kind.PRUNE, "not among the best 1 of 2");
    decide(1, 0, Decision.Kind.PRUNE, "not among the best 1 of 2");
    StudyRecord record = record();

    assertThat(record.cells()).extracting(CellRow::proposal).containsExactly(0L, 0L, 1L, 1L);
    assertThat(record.cells()).extracting(CellRow::trial).containsExactly(0, 0, 1, 1);
    assertThat(record.cells().get(2).answeredFrom()).hasValue(0);
    assertThat(record.cells().get(2).result().score()).hasValue(4.0);
    assertThat(record.cells().get(2).cost().taskSeconds()).isZero();
    assertThat(record.trials().get(1).evaluation().scores())
        .containsExactly(OptionalDouble.of(4.0), OptionalDouble.of(6.0));
    assertThat(record.trials().get(1).work().taskSeconds()).isZero();
    assertThat(record.summary().search().saved()).isEqualTo(new Summary.Saved(200, 400, 0));
    assertThat(record.summary().cost().taskSeconds()).isEqualTo(16.0);
  }

  @Test
  void cells_stand_by_proposal_though_outcomes_are_told_in_virtual_order() {
    open();
    Proposal first = propose(trial(0), 0, 0, 1);
    Proposal second = propose(trial(1), 0, 0, 1);
    tell(second, 1.0, 2.0);
    decide(1, 0, Decision.Kind.PROMOTE, "early");
    tell(first, 3.0, 4.0);
    decide(0, 0, Decision.Kind.PRUNE, "late");

    StudyRecord record = record();

    assertThat(record.cells()).extracting(CellRow::proposal).containsExactly(0L, 0L, 1L, 1L);
    assertThat(record.cells()).extracting(cell -> cell.split().fold()).containsExactly(0, 1, 0, 1);
    assertThat(record.decisions()).extracting(DecisionRow::number).containsExactly(0L, 1L);
    assertThat(record.decisions()).extracting(DecisionRow::afterProposal).containsExactly(1L, 0L);
  }

  @Test
  void the_summary_compares_the_winner_with_the_baseline() {
    open();
    tell(propose(defaults(), 0, 0, 1), 4.0, 6.0);
    tell(propose(defaults(), 1, 0, 1), 4.0, 5.0);
    tell(propose(trial(1), 0, 0, 1), 3.0, 4.0);
    tell(propose(trial(1), 1, 0, 1), 2.0, 4.0);
    assertThat(record().summary().result().winner()).isEmpty();
    assertThat(record().summary().result().baseline()).isPresent();

    events.add(new StudyEvent.Confirmed(1, OptionalDouble.of(3.25), OptionalDouble.of(4.25), 7.0));
    close(StudyStatus.FINISHED);
    Summary summary = record().summary();

    assertThat(summary.result().winner().orElseThrow().trial()).isEqualTo(1);
    assertThat(summary.result().winner().orElseThrow().crossValidated().mean()).isEqualTo(3.0);
    assertThat(summary.result().winner().orElseThrow().crossValidated().scores())
        .containsExactly(2.0, 4.0);
    assertThat(summary.result().winner().orElseThrow().heldOut().orElseThrow().score())
        .isEqualTo(3.25);
    assertThat(summary.result().baseline().orElseThrow().crossValidated().mean()).isEqualTo(4.5);
    assertThat(summary.result().improvement().orElseThrow())
        .isEqualTo(new Summary.Improvement(1.5, OptionalDouble.of(1.0), Optional.empty()));
    assertThat(summary.end().exitCode()).isZero();
    assertThat(summary.search().trials()).containsExactly(Map.entry(TrialState.COMPLETED, 2));
    assertThat(summary.search().saved()).isEqualTo(new Summary.Saved(1200, 800, 0));
    assertThat(summary.cost()).isEqualTo(new Summary.Cost(64.0, 0, 12.5));
    assertThat(summary.provenance().reproducible()).isTrue();
    assertThat(summary.withFiles(Map.of("model", "model")).files()).containsKey("model");
  }

  @Test
  void a_list_of_the_callers_own_has_no_baseline() {
    open();
    tell(propose(trial(0), 1, 0, 1), 4.0, 6.0);
    events.add(new StudyEvent.Confirmed(0, OptionalDouble.empty(), OptionalDouble.empty(), 7.0));

    Summary summary = record().summary();

    assertThat(summary.result().winner()).isPresent();
    assertThat(summary.result().baseline()).isEmpty();
    assertThat(summary.result().improvement()).isEmpty();
  }

  @Test
  void causes_make_a_study_irreproducible() {
    open();
    events.add(new StudyEvent.Closed(StudyStatus.FINISHED, 0, "", List.of("deadline"), 1, 0));
    assertThat(record().summary().provenance().reproducible()).isFalse();
    assertThat(record().summary().provenance().causes()).containsExactly("deadline");
  }

  @Test
  void events_that_do_not_follow_each_other_are_refused() {
    assertThatThrownBy(() -> StudyRecord.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    open();
    decide(0, 0, Decision.Kind.PRUNE, "of nothing");
    assertThatThrownBy(this::record).hasMessageContaining("Trial 0 was not proposed");
    events.remove(1);
    open();
    assertThatThrownBy(this::record).hasMessageContaining("opened once");
  }

  private StudyRecord record() {
    return StudyRecord.of(events);
  }

  private void open() {
    events.add(
        new StudyEvent.Opened(
            "small",
            new StudyEvent.Setup(1, RMSE, "list", "halving", 3, 2, ladder),
            new StudyEvent.Folds("hash", List.of(100L, 100L), 0, 200, 0),
            Optional.empty(),
            new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
            List.of(),
            Map.of(),
            1_000));
  }

  private static Trial trial(int number, Object... values) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("x", number);
    for (int i = 0; i < values.length; i += 2) {
      map.remove("x");
      map.put((String) values[i], values[i + 1]);
    }
    return new Trial(number, new Configuration(map), "user");
  }

  private static Trial defaults() {
    return new Trial(0, trial(0).configuration(), Trial.DEFAULT);
  }

  private Proposal propose(Trial trial, int rung, Integer... folds) {
    Proposal proposal =
        new Proposal(
            next++, trial.number(), rung, List.of(folds), ladder.units(rung, folds.length));
    events.add(new StudyEvent.Proposed(trial, proposal));
    return proposal;
  }

  private void start(Proposal proposal) {
    events.add(new StudyEvent.CellStarted(proposal.number(), proposal.folds().get(0), 1_500));
  }

  private void end(Proposal proposal, CellState state, double taskSeconds) {
    events.add(
        ended(
            proposal,
            state,
            new Cost(1, 2, 1, taskSeconds, Cost.Footprint.NONE, new Cost.Span(2_000, 3_000))));
  }

  private static StudyEvent ended(Proposal proposal, CellState state, Cost cost) {
    int fold = proposal.folds().get(0);
    CellOutcome outcome =
        state == CellState.COMPLETED
            ? new CellOutcome(
                fold,
                state,
                100,
                OptionalDouble.of(4),
                Map.of(),
                CellTraining.by(Trainer.JOBS),
                "",
                cost)
            : CellOutcome.without(
                fold, state, 100, CellTraining.by(Trainer.JOBS), "cancelled while it ran", cost);
    return new StudyEvent.CellEnded(proposal.number(), outcome);
  }

  private void tell(Proposal proposal, double... scores) {
    tellMean(proposal, Arrays.stream(scores).average().orElseThrow(), scores);
  }

  private void tellMean(Proposal proposal, double mean, double... scores) {
    List<CellOutcome> cells =
        IntStream.range(0, scores.length)
            .mapToObj(
                i ->
                    new CellOutcome(
                        proposal.folds().get(i),
                        CellState.COMPLETED,
                        100,
                        OptionalDouble.of(scores[i]),
                        Map.of(),
                        CellTraining.by(Trainer.JOBS),
                        "",
                        TOLD))
            .toList();
    events.add(
        new StudyEvent.Told(
            new Outcome(
                proposal,
                TrialState.COMPLETED,
                OptionalDouble.of(mean),
                OptionalDouble.of(mean),
                OptionalLong.empty(),
                cells,
                "")));
  }

  private void fail(Proposal proposal, TrialState state, OptionalDouble loss) {
    CellOutcome cell =
        CellOutcome.without(
            0,
            CellState.valueOf(state.name()),
            100,
            CellTraining.by(Trainer.JOBS),
            "boom",
            Cost.NONE);
    events.add(
        new StudyEvent.Told(
            new Outcome(
                proposal,
                state,
                loss,
                OptionalDouble.empty(),
                OptionalLong.empty(),
                List.of(cell),
                "fold 0: boom")));
  }

  private void decide(int trial, int rung, Decision.Kind kind, String reason) {
    events.add(
        new StudyEvent.Decided(
            new Decision(
                trial,
                rung,
                kind,
                "halving",
                new Decision.Ranking(5.0, OptionalDouble.of(4.0), 1, 2),
                reason)));
  }

  private void close(StudyStatus status) {
    events.add(new StudyEvent.Closed(status, 0, "", List.of(), 12.5, 13_500));
  }
}
