package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.evaluate.Cell;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.RandomStudy;
import org.junit.jupiter.api.Test;

final class CrashSuspectsTest {

  private static final Configuration NOTHING = new Configuration(Map.of());
  private static final Proposal FIRST = new Proposal(0, 0, 0, List.of(0, 1), 200);
  private static final Proposal SECOND = new Proposal(1, 1, 0, List.of(0, 1), 200);

  private final List<StudyEvent> events = new ArrayList<>();

  CrashSuspectsTest() {
    events.add(new RandomStudy(1).opened());
    events.add(new StudyEvent.Proposed(new Trial(0, NOTHING, "test"), FIRST));
    events.add(new StudyEvent.Proposed(new Trial(1, NOTHING, "test"), SECOND));
  }

  private void started(Proposal proposal, int fold) {
    events.add(new StudyEvent.CellStarted(proposal.number(), fold, 0));
  }

  private void ended(Proposal proposal, int fold) {
    CellOutcome outcome = CellOutcome.completed(fold, 100, 0.5);
    events.add(new StudyEvent.CellEnded(proposal.number(), outcome));
  }

  private void resumed() {
    events.add(new StudyEvent.Resumed(2, "", List.of(), Map.of(), Optional.empty(), 0));
  }

  private boolean runsAlone(Proposal proposal, int fold) {
    return CrashSuspects.of(StudyHistory.of(events)).runsAlone(new Cell(proposal, NOTHING, fold));
  }

  private List<StudyEvent.CellEnded> failed() {
    return CrashSuspects.of(StudyHistory.of(events)).failed();
  }

  @Test
  void a_cell_in_flight_at_two_deaths_runs_alone_and_the_others_do_not() {
    started(FIRST, 0);
    started(SECOND, 0);
    assertThat(runsAlone(FIRST, 0)).as("one death").isFalse();
    resumed();
    started(FIRST, 0);
    started(FIRST, 1);
    assertThat(runsAlone(FIRST, 0)).isTrue();
    assertThat(runsAlone(FIRST, 1)).isFalse();
    assertThat(runsAlone(SECOND, 0)).isFalse();
    assertThat(failed()).isEmpty();
  }

  @Test
  void fails_at_the_third_death_at_which_it_was_alone() {
    for (int death = 1; death <= 3; death++) {
      started(FIRST, 0);
      started(SECOND, 0);
      resumed();
      started(FIRST, 0);
      assertThat(failed()).hasSize(death < 3 ? 0 : 1);
      resumed();
    }
    assertThat(failed())
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.proposal()).isZero();
              assertThat(cell.outcome().fold()).isZero();
              assertThat(cell.outcome().state()).isEqualTo(CellState.FAILED);
              assertThat(cell.outcome().reason()).isEqualTo("driver died");
              assertThat(cell.outcome().rows()).isEqualTo(100);
            });
    assertThat(runsAlone(SECOND, 0)).as("it was at three").isTrue();
  }

  @Test
  void deaths_beside_other_cells_never_fail_it() {
    for (int death = 0; death < 10; death++) {
      started(FIRST, 0);
      started(SECOND, 0);
      resumed();
    }
    assertThat(failed()).isEmpty();
    assertThat(runsAlone(FIRST, 0)).isTrue();
  }

  @Test
  void a_cell_that_ended_is_acquitted() {
    started(FIRST, 0);
    resumed();
    started(FIRST, 0);
    resumed();
    started(FIRST, 0);
    ended(FIRST, 0);
    assertThat(failed()).isEmpty();
    assertThat(runsAlone(FIRST, 0)).isFalse();
  }

  @Test
  void a_driver_that_said_that_it_ends_did_not_die() {
    for (int stop = 0; stop < 4; stop++) {
      started(FIRST, 0);
      events.add(new StudyEvent.Closed(StudyStatus.INTERRUPTED, 143, "", List.of(), 1, 1));
      resumed();
    }
    assertThat(failed()).isEmpty();
    assertThat(runsAlone(FIRST, 0)).isFalse();
  }

  @Test
  void a_failed_end_that_was_recorded_is_an_end() {
    for (int death = 0; death < 3; death++) {
      started(FIRST, 0);
      resumed();
    }
    List<StudyEvent.CellEnded> failed = failed();
    assertThat(failed).hasSize(1);
    events.addAll(failed);
    assertThat(failed()).isEmpty();
    assertThat(RecordedSteps.of(StudyHistory.of(events)).ended(0)).containsOnlyKeys(0);
  }

  @Test
  void a_baseline_whose_drivers_die_after_the_search_too_is_given_up() {
    ended(FIRST, 1);
    CellOutcome died =
        CellOutcome.without(0, CellState.FAILED, 100, StudyHistory.DRIVER_DIED, Cost.NONE);
    events.add(new StudyEvent.CellEnded(0, died));
    events.add(
        new StudyEvent.Told(
            new Outcome(
                FIRST,
                TrialState.FAILED,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                List.of(died, CellOutcome.completed(1, 100, 0.5)),
                "fold 0: driver died")));
    for (int death = 0; death < 3; death++) {
      assertThat(failed()).isEmpty();
      assertThat(StudyHistory.of(events).isRetryFailed()).isFalse();
      started(FIRST, 0); // of the evaluation after the search
      resumed();
    }
    assertThat(failed()).hasSize(1);
    events.addAll(failed());
    assertThat(StudyHistory.of(events).isRetryFailed()).isTrue();
    assertThat(failed()).isEmpty();
  }
}
