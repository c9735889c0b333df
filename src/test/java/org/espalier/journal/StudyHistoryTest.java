package org.espalier.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.junit.jupiter.api.Test;

final class StudyHistoryTest {

  private static final RungLadder LADDER = RungLadder.full(100, 2);

  private final StudyHistory history = new StudyHistory();

  private static StudyEvent.Opened opened(String settings, String digest) {
    return new StudyEvent.Opened(
        "study",
        new StudyEvent.Setup(
            1, new Objective("rmse", Direction.MINIMIZE), "random", "full", 3, 0, LADDER),
        new StudyEvent.Folds("hash", List.of(50L, 50L), 0, 100, 0),
        Optional.of(new StudyEvent.Fingerprint(digest, 100, Map.of())),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), settings),
        List.of(),
        Map.of(),
        1_000);
  }

  private static StudyEvent.Resumed resumed(int trials, String settings, String digest, long at) {
    return new StudyEvent.Resumed(
        trials,
        settings,
        List.of(),
        Map.of(),
        Optional.of(new StudyEvent.Fingerprint(digest, 100, Map.of())),
        at);
  }

  private static Proposal proposal(int number) {
    return new Proposal(number, number, 0, List.of(0, 1), 200);
  }

  private static StudyEvent.Proposed proposed(int number) {
    Configuration configuration = new Configuration(Map.of("x", number));
    return new StudyEvent.Proposed(new Trial(number, configuration, "random"), proposal(number));
  }

  private static StudyEvent.CellEnded ended(int proposal, CellOutcome cell) {
    return new StudyEvent.CellEnded(proposal, cell);
  }

  private static StudyEvent.Told told(int number) {
    return new StudyEvent.Told(
        new Outcome(
            proposal(number),
            TrialState.COMPLETED,
            OptionalDouble.of(1),
            OptionalDouble.of(1),
            OptionalLong.empty(),
            List.of(CellOutcome.completed(0, 100, 1), CellOutcome.completed(1, 100, 1)),
            ""));
  }

  private static StudyEvent.Confirmed confirmed(int winner) {
    return new StudyEvent.Confirmed(winner, OptionalDouble.empty(), OptionalDouble.empty(), 1);
  }

  private static StudyEvent.Closed closed(StudyStatus status, long at) {
    return new StudyEvent.Closed(status, status.exitCode(), "", List.of(), 1, at);
  }

  private void add(StudyEvent... events) {
    List.of(events).forEach(history::add);
  }

  @Test
  void a_driver_that_died_at_its_start_has_begun_no_study() {
    add(new StudyEvent.Began(1, new StudyEvent.Driver("u", "h", 1), Optional.empty(), 0));
    assertThat(history.isBegun()).isFalse();
    assertThatThrownBy(history::opened).hasMessage("A study's events begin with its opening.");
    assertThatThrownBy(() -> add(proposed(0)))
        .hasMessage("A study's events begin with its opening.");
    add(opened("", "a"));
    assertThat(history.isBegun()).isTrue();
  }

  @Test
  void settings_and_rows_are_those_recorded_last() {
    add(opened("old", "a"));
    assertThat(history.settings()).isEqualTo("old");
    add(resumed(3, "new", "b", 0));
    assertThat(history.settings()).isEqualTo("new");
    assertThat(history.fingerprint().map(StudyEvent.Fingerprint::digest)).contains("b");
    assertThat(history.causes()).containsExactly(StudyHistory.NEW_DATA);
  }

  @Test
  void plans_stand_at_the_steps_they_were_made_at() {
    add(opened("", "a"), proposed(0), told(0), resumed(5, "", "a", 0), resumed(5, "", "a", 0));
    assertThat(history.plans())
        .containsExactly(
            new StudyHistory.Plan(0, 3), new StudyHistory.Plan(2, 5), new StudyHistory.Plan(2, 5));
    assertThat(history.causes()).containsExactly("search.trials was changed while it ran");
    assertThat(history.steps()).containsExactly(proposed(0), told(0));
    assertThat(history.study().trials()).hasSize(1);
  }

  @Test
  void cells_that_ended_are_kept_until_their_proposal_is_told() {
    CellOutcome first = CellOutcome.completed(0, 100, 1);
    CellOutcome cancelled = CellOutcome.without(1, CellState.CANCELLED, 100, "", Cost.NONE);
    add(opened("", "a"), proposed(0), ended(0, first), ended(0, cancelled), proposed(1));
    add(ended(1, first));
    assertThat(history.endedCells()).isEqualTo(Map.of(0L, Map.of(0, first), 1L, Map.of(0, first)));
    assertThat(history.numEndedCells()).isEqualTo(3);
    add(told(0));
    assertThat(history.endedCells()).isEqualTo(Map.of(1L, Map.of(0, first)));
  }

  @Test
  void a_winner_stands_until_another_outcome_is_told() {
    add(opened("", "a"), proposed(0), told(0));
    assertThat(history.isConfirmed()).isFalse();
    add(confirmed(0), closed(StudyStatus.FINISHED, 2_000), resumed(3, "", "a", 0), proposed(1));
    assertThat(history.isConfirmed()).isTrue();
    add(told(1));
    assertThat(history.isConfirmed()).isFalse();
    assertThat(history.confirmed()).contains(confirmed(0));
  }

  @Test
  void a_winner_that_was_fitted_on_other_rows_does_not_stand() {
    add(opened("", "a"), proposed(0), told(0), confirmed(0), resumed(2, "", "a", 0));
    assertThat(history.isConfirmed()).isTrue();
    add(resumed(2, "", "b", 0));
    assertThat(history.isConfirmed()).isFalse();
    add(confirmed(0), resumed(2, "", "b", 0));
    assertThat(history.isConfirmed()).isTrue();
  }

  @Test
  void an_examination_is_that_of_the_last_winner() {
    HeldOutExamination examination = HeldOutExamination.without(5, "no time");
    add(opened("", "a"), proposed(0), told(0), confirmed(0));
    assertThat(history.record().course().examination()).isEmpty();
    add(new StudyEvent.Examined(examination), closed(StudyStatus.FINISHED, 2_000));
    assertThat(history.record().course().examination()).contains(examination);
    add(resumed(3, "", "a", 0), confirmed(0));
    assertThat(history.record().course().examination()).isEmpty();
    assertThatThrownBy(() -> new HeldOutExamination.Sample(6, 5))
        .hasMessage("6 of 5 held-out rows.");
  }

  @Test
  void an_end_with_other_events_after_it_is_none() {
    add(opened("", "a"), closed(StudyStatus.GAVE_UP, 2_000));
    assertThat(history.closed()).contains(closed(StudyStatus.GAVE_UP, 2_000));
    add(new StudyEvent.Began(2, new StudyEvent.Driver("u", "h", 1), Optional.empty(), 0));
    assertThat(history.closed()).as("a driver that only looks").isPresent();
    add(resumed(3, "", "a", 0));
    assertThat(history.closed()).isEmpty();
  }

  @Test
  void the_time_between_two_drivers_is_not_worked() {
    add(opened("", "a"), closed(StudyStatus.INTERRUPTED, 3_000));
    add(resumed(3, "", "a", 60_000), closed(StudyStatus.FINISHED, 61_500));
    assertThat(history.worked()).isEqualTo(Duration.ofMillis(3_500));
  }

  @Test
  void what_was_returned_does_not_grow_with_the_study() {
    add(opened("", "a"), proposed(0));
    List<StudyEvent> steps = history.steps();
    List<StudyHistory.Plan> plans = new ArrayList<>(history.plans());
    StudyRecord record = history.record();
    add(told(0), resumed(4, "", "a", 0));
    assertThat(steps).hasSize(1);
    assertThat(plans).hasSize(1);
    assertThat(record.cells()).isEmpty();
    assertThat(record.course().resumed()).isEmpty();
    assertThat(history.record().cells()).hasSize(2);
  }

  @Test
  void a_missed_gate_is_an_end_that_may_be_taken_up_again() {
    assertThat(StudyStatus.values())
        .filteredOn(StudyStatus::isComplete)
        .containsExactly(StudyStatus.FINISHED, StudyStatus.GAVE_UP, StudyStatus.GATE_FAILED);
    assertThat(StudyStatus.values())
        .filteredOn(StudyStatus::isFinal)
        .containsExactly(StudyStatus.FINISHED, StudyStatus.GAVE_UP);
    assertThatThrownBy(() -> StudyStatus.of("done"))
        .hasMessageStartingWith("must be one of finished, gave-up, ")
        .hasMessageEndingWith("but is done");
  }
}
